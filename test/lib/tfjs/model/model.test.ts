import * as tf from '@tensorflow/tfjs-node';
import { ctcLossSync } from '../../../../lib';
import { withTf } from '../../../../lib/tfjs';
import { nativeCalls } from '../../../support/native-calls';
import { CLASSES, FRAMES, readableData } from '../../../support/readable-data';
import { errorOf } from '../../../support/refusals';

const ctc = withTf(tf);
const SAMPLES = 24;

/** Targets padded with -1. */
function readableTensors() {
  const { frames, labels } = readableData(SAMPLES, 0);
  const padded = labels.map((row) => [...row, -1, -1, -1].slice(0, 3));
  return { xs: tf.tensor3d(frames), ys: tf.tensor2d(padded, [SAMPLES, 3], 'int32') };
}

function sequential(): tf.LayersModel {
  const model = tf.sequential();
  model.add(
    tf.layers.dense({
      units: CLASSES,
      inputShape: [FRAMES, CLASSES],
      kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
    }),
  );
  return model;
}

function functional(): tf.LayersModel {
  const input = tf.input({ shape: [null, CLASSES] });
  const layer = tf.layers.dense({ units: CLASSES, kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }) });
  return tf.model({ inputs: input, outputs: layer.apply(input) as tf.SymbolicTensor });
}

function compiled(model: tf.LayersModel): tf.LayersModel {
  model.compile({ optimizer: tf.train.adam(0.1), loss: ctc.loss({ labelPadding: -1 }) });
  return ctc.prepare(model);
}

describe.each([
  ['a Sequential', sequential],
  ['a functional model', functional],
])('%s', (_, create) => {
  test('learns from [batch, labels] targets in fit, with a validation split', async () => {
    const { xs, ys } = readableTensors();
    const { history } = await compiled(create()).fit(xs, ys, {
      epochs: 30,
      batchSize: 8,
      validationSplit: 0.25,
      verbose: 0,
      shuffle: false,
    });
    const losses = history.loss as number[];
    const validation = history.val_loss as number[];
    expect(losses.at(-1)!).toBeLessThan(losses[0]! / 4);
    expect(validation.at(-1)!).toBeLessThan(validation[0]! / 4);
  });

  test('evaluates to the mean of the losses', () => {
    const { xs, ys } = readableTensors();
    const model = compiled(create());
    const evaluated = (model.evaluate(xs, ys, { batchSize: SAMPLES }) as tf.Scalar).dataSync()[0]!;
    const logits = model.predict(xs) as tf.Tensor;
    const labels = (ys.arraySync() as number[][]).map((row) => row.filter((label) => label !== -1));
    const { losses } = ctcLossSync({
      logits: logits.dataSync() as Float32Array,
      shape: logits.shape as [number, number, number],
      labels,
    });
    expect(evaluated).toBeCloseTo(losses.reduce((one, other) => one + other) / SAMPLES, 4);
  });

  test('evaluates without a gradient', () => {
    const { xs, ys } = readableTensors();
    const model = compiled(create());
    expect(nativeCalls(() => model.evaluate(xs, ys))).toEqual(['loss']);
  });

  test('trains on single batches, and leaves no tensors behind', async () => {
    const { xs, ys } = readableTensors();
    const model = compiled(create());
    const first = (await model.trainOnBatch(xs, ys)) as number;
    const before = tf.memory().numTensors;
    let last = first;
    for (let step = 0; step < 20; step++) last = (await model.trainOnBatch(xs, ys)) as number;
    expect(tf.memory().numTensors).toBe(before);
    expect(last).toBeLessThan(first);
  });

  test('rejects [batch, labels] targets until it is prepared', async () => {
    const { xs, ys } = readableTensors();
    const model = create();
    model.compile({ optimizer: 'sgd', loss: ctc.loss({ labelPadding: -1 }) });
    await expect(model.trainOnBatch(xs, ys)).rejects.toThrow('to have 3 dimension(s)');
  });

  test('cannot be prepared before it is compiled', () => {
    for (const model of [create(), null, undefined]) {
      expect(() => ctc.prepare(model as tf.LayersModel)).toThrow(
        'the model is not compiled: call prepare after model.compile',
      );
    }
  });
});

test('of several outputs, only those with a CTC loss are prepared', async () => {
  const input = tf.input({ shape: [FRAMES, CLASSES] });
  const spelled = tf.layers.dense({ units: CLASSES, name: 'spelled' }).apply(input) as tf.SymbolicTensor;
  const flat = tf.layers.flatten().apply(input) as tf.SymbolicTensor;
  const counted = tf.layers.dense({ units: 1, name: 'counted' }).apply(flat) as tf.SymbolicTensor;
  const model = tf.model({ inputs: input, outputs: [spelled, counted] });
  model.compile({
    optimizer: 'sgd',
    loss: { spelled: ctc.loss({ labelPadding: -1 }), counted: tf.metrics.meanSquaredError },
  });
  ctc.prepare(model);
  const { xs, ys } = readableTensors();
  expect(await model.trainOnBatch(xs, [ys, tf.ones([SAMPLES, 1])])).toHaveLength(3);
  await expect(model.trainOnBatch(xs, [ys, ys])).rejects.toThrow('each example has shape [1]');
});

describe('a model without a CTC loss cannot be prepared', () => {
  test.each<[string, unknown]>([
    ['meanSquaredError', 'meanSquaredError'],
    ['meanSquaredError', ['meanSquaredError']],
    ['meanSquaredError', tf.losses.meanSquaredError],
    ['categoricalCrossentropy', tf.metrics.categoricalCrossentropy],
  ])('%s, case %#', (name, loss) => {
    const model = sequential();
    model.compile({ optimizer: 'sgd', loss: loss as string });
    expect(errorOf(() => ctc.prepare(model))).toMatchObject({
      code: 'ERR_CTC_TYPE',
      argument: 'model',
      message: `the model's loss is ${name}: expected one of ctc.loss, or a function of your own that calls ctc.ctcLoss`,
    });
  });

  test('with several outputs', () => {
    const input = tf.input({ shape: [FRAMES, CLASSES] });
    const outputs = [1, 2].map(() => tf.layers.dense({ units: 2 }).apply(input) as tf.SymbolicTensor);
    const model = tf.model({ inputs: input, outputs });
    model.compile({ optimizer: 'sgd', loss: [tf.metrics.meanSquaredError, (_, y) => y.mean() as tf.Tensor1D] });
    expect(errorOf(() => ctc.prepare(model)).message).toBe(
      "the model's loss is meanSquaredError and a function: expected one of ctc.loss for an output at least",
    );
  });
});

test('ctc.loss instead of ctc.loss() is an error, in prepare and in the call', () => {
  const message = "the model's loss is ctc.loss itself: write ctc.loss(), which returns the loss";
  const model = sequential();
  for (const loss of [ctc.loss, [ctc.loss]]) {
    model.compile({ optimizer: 'sgd', loss: loss as never });
    expect(errorOf(() => ctc.prepare(model))).toMatchObject({ code: 'ERR_CTC_TYPE', argument: 'model', message });
  }
  expect(errorOf(() => ctc.loss(tf.zeros([2, 2]) as never))).toMatchObject({ code: 'ERR_CTC_TYPE', message });
});

test('a model whose own loss function calls ctcLoss can be prepared', async () => {
  const { xs, ys } = readableTensors();
  const model = sequential();
  const labelLengths = Array.from({ length: SAMPLES }, () => 1);
  model.compile({
    optimizer: 'sgd',
    loss: (yTrue, yPred) => ctc.ctcLoss({ logits: yPred, labels: yTrue, labelLengths }),
  });
  expect(Number.isFinite(await ctc.prepare(model).trainOnBatch(xs, ys))).toBe(true);
});

describe('the loss function', () => {
  const logits = () => tf.randomNormal([2, 6, 5], 0, 1, 'float32', 3);

  test('ends the labels at the padding', () => {
    const scores = logits();
    const losses = ctc.loss({ labelPadding: 0 })(
      tf.tensor2d([
        [1, 2, 0],
        [3, 0, 0],
      ]),
      scores,
    );
    const expected = ctc.ctcLoss({ logits: scores, labels: [[1, 2], [3]] });
    expect(losses.shape).toEqual([2]);
    expect(Array.from(losses.dataSync())).toEqual(Array.from(expected.dataSync()));
  });

  test('counts every target without a labelPadding', () => {
    const scores = logits();
    const losses = ctc.loss({ blank: -1 })(
      tf.tensor2d(
        [
          [1, 2],
          [3, 0],
        ],
        [2, 2],
        'int32',
      ),
      scores,
    );
    const expected = ctc.ctcLoss({
      logits: scores,
      labels: [
        [1, 2],
        [3, 0],
      ],
      blank: 4,
    });
    expect(Array.from(losses.dataSync())).toEqual(Array.from(expected.dataSync()));
  });

  test('reads rows of padding as empty labels', () => {
    const scores = logits();
    const losses = ctc.loss({ labelPadding: -1 })(
      tf.tensor2d(
        [
          [-1, -1],
          [-1, -1],
        ],
        [2, 2],
        'int32',
      ),
      scores,
    );
    const expected = ctc.ctcLoss({ logits: scores, labels: [[], []] });
    expect(Array.from(losses.dataSync())).toEqual(Array.from(expected.dataSync()));
  });

  test.each<[string, () => unknown, object]>([
    [
      'a label after the padding',
      () =>
        ctc.loss({ labelPadding: -1 })(
          tf.tensor2d(
            [
              [1, 2, -1],
              [1, -1, 3],
            ],
            [2, 3],
            'int32',
          ),
          logits(),
        ),
      {
        code: 'ERR_CTC_RANGE',
        argument: 'labels',
        sample: 1,
        message: 'labels[1][2] is 3: expected -1, the labelPadding, which ended the labels of sample 1 after 1',
      },
    ],
    [
      'padding without labelPadding',
      () =>
        ctc.loss()(
          tf.tensor2d(
            [
              [1, 2, -1],
              [1, -1, -1],
            ],
            [2, 3],
            'int32',
          ),
          logits(),
        ),
      {
        code: 'ERR_CTC_RANGE',
        argument: 'labels',
        sample: 0,
        message: expect.stringContaining('if -1 is padding, set labelPadding: -1'),
      },
    ],
    [
      'one-hot targets',
      () => ctc.loss()(tf.zeros([2, 6, 5]), logits()),
      {
        code: 'ERR_CTC_SIZE',
        argument: 'yTrue',
        message:
          'yTrue has shape [2, 6, 5]: expected labels, [2, labels], or the result of packTargets: ' +
          'class numbers, not one-hot rows; of one-hot rows, take yTrue.argMax(-1)',
      },
    ],
    [
      'an output that is not [batch, time, classes]',
      () => ctc.loss()(tf.zeros([2, 6]), tf.zeros([2, 5])),
      { code: 'ERR_CTC_SIZE', argument: 'yPred' },
    ],
    [
      'a labelPadding that is not a number',
      () => ctc.loss({ labelPadding: '-1' as never }),
      { code: 'ERR_CTC_TYPE', argument: 'labelPadding' },
    ],
    [
      'an unknown option',
      () => ctc.loss({ padding: -1 } as never),
      {
        code: 'ERR_CTC_UNKNOWN_OPTION',
        argument: 'padding',
        message: expect.stringContaining('labelPadding'),
      },
    ],
  ])('rejects %s', (_, call, error) => {
    expect(errorOf(call)).toMatchObject(error);
  });
});
