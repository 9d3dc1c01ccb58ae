import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { loadNative } from '../../../../lib/native/load';
import { withTf } from '../../../../lib/tfjs';
import { CLASSES, FRAMES, readableData } from '../../../support/readable-data';
import { errorOf } from '../../../support/refusals';

const ctc = withTf(tf);
const SAMPLES = 24;
const WIDTH = 3;
const BLANK = CLASSES - 1;

/** The inputs of a model with the layer. */
function data(): tf.Tensor[] {
  const { frames, labels } = readableData(SAMPLES, BLANK);
  return [
    tf.tensor3d(frames),
    tf.tensor2d(labels.map((row) => [...row, 0, 0].slice(0, WIDTH))),
    tf.fill([SAMPLES, 1], FRAMES),
    tf.tensor2d(labels.map((row) => [row.length])),
  ];
}

const costIsTheLoss = (_: tf.Tensor, cost: tf.Tensor) => cost;

function symbolicInputs() {
  const frames = tf.input({ shape: [FRAMES, CLASSES] });
  const softmax = tf.layers.dense({
    units: CLASSES,
    activation: 'softmax',
    kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
  });
  const yPred = softmax.apply(frames) as tf.SymbolicTensor;
  const yTrue = tf.input({ shape: [WIDTH] });
  const inputLength = tf.input({ shape: [1] });
  const labelLength = tf.input({ shape: [1] });
  return { frames, yPred, yTrue, inputLength, labelLength };
}

function modelWithLayer(layer = ctc.layers.ctcBatchCost()): tf.LayersModel {
  const { frames, yPred, yTrue, inputLength, labelLength } = symbolicInputs();
  const cost = layer.apply([yPred, yTrue, inputLength, labelLength]) as tf.SymbolicTensor;
  return tf.model({ inputs: [frames, yTrue, inputLength, labelLength], outputs: cost });
}

function compiled(model: tf.LayersModel): tf.LayersModel {
  model.compile({ optimizer: tf.train.adam(0.1), loss: costIsTheLoss });
  return model;
}

test('its output is the cost of each sample', () => {
  const [frames, yTrue, inputLength, labelLength] = data();
  const model = modelWithLayer();
  expect((model.outputs[0] as tf.SymbolicTensor).shape).toEqual([null, 1]);
  const costs = model.predict([frames!, yTrue!, inputLength!, labelLength!], { batchSize: 7 }) as tf.Tensor;
  const softmax = model.layers.find((layer) => layer.getClassName() === 'Dense')!;
  const expected = ctc.ctcBatchCost(yTrue!, softmax.apply(frames!) as tf.Tensor, inputLength!, labelLength!);
  expect(costs.shape).toEqual([SAMPLES, 1]);
  const theirs = expected.dataSync();
  costs.dataSync().forEach((cost, sample) => {
    expect(cost).toBeCloseTo(theirs[sample]!, 5);
  });
});

test('a model with it learns in fit, with a validation split, and leaves no tensors behind', async () => {
  const inputs = data();
  const dummy = tf.zeros([SAMPLES, 1]);
  const model = compiled(modelWithLayer());
  const options = { epochs: 2, batchSize: 8, validationSplit: 0.25, verbose: 0 } as const;
  await model.fit(inputs, dummy, options);
  const before = tf.memory().numTensors;
  const { history } = await model.fit(inputs, dummy, { ...options, epochs: 40 });
  expect(tf.memory().numTensors).toBe(before);
  expect(history.loss!.at(-1)!).toBeLessThan((history.loss![0] as number) / 4);
  expect(history.val_loss!.at(-1)!).toBeLessThan((history.val_loss![0] as number) / 4);
});

describe('a model that was saved', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ctc-layer-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('loads again, and computes and learns the same', async () => {
    const inputs = data();
    const dummy = tf.zeros([SAMPLES, 1]);
    const model = compiled(modelWithLayer(ctc.layers.ctcBatchCost({ name: 'cost', infeasible: 'zero' })));
    await model.save(`file://${folder}`);
    const loaded = await tf.loadLayersModel(`file://${folder}/model.json`);
    const layer = loaded.getLayer('cost');
    expect(layer.getClassName()).toBe('CtcBatchCost');
    expect(layer.getConfig()).toMatchObject({ name: 'cost', infeasible: 'zero' });
    const outputs = [model, loaded].map((each) => (each.predict(inputs) as tf.Tensor).arraySync());
    expect(outputs[1]).toEqual(outputs[0]);
    const losses = [model, compiled(loaded)].map((each) => each.trainOnBatch(inputs, dummy));
    const [ours, theirs] = (await Promise.all(losses)) as number[];
    expect(theirs).toBe(ours);
  });

  test('keeps the policy for infeasible samples', () => {
    const [frames, yTrue] = data();
    const tooMany = [frames!, yTrue!, tf.ones([SAMPLES, 1]), tf.fill([SAMPLES, 1], 3)];
    const lossOf = (infeasible: 'inf' | 'zero') =>
      (modelWithLayer(ctc.layers.ctcBatchCost({ infeasible })).predict(tooMany) as tf.Tensor).dataSync()[0];
    expect([lossOf('inf'), lossOf('zero')]).toEqual([Number.POSITIVE_INFINITY, 0]);
  });
});

test('each withTf(tf) creates layers that take its own path', () => {
  const [op, copy] = [withTf(tf, { path: 'tf-op' }), withTf(tf, { path: 'copy' })];
  const { addon } = loadNative();
  const lossSync = jest.spyOn(addon, 'lossSync');
  const inputs = data();
  for (const [maker, calls] of [
    [op, 0],
    [copy, 1],
  ] as const) {
    lossSync.mockClear();
    modelWithLayer(maker.layers.ctcBatchCost()).predict(inputs, { batchSize: SAMPLES });
    expect(lossSync).toHaveBeenCalledTimes(calls);
  }
  lossSync.mockRestore();
});

test('all layers share the class that models are loaded with', () => {
  expect(withTf(tf).layers.ctcBatchCost().constructor).toBe(ctc.layers.ctcBatchCost().constructor);
});

describe('building a model with it is an error', () => {
  const { yPred, yTrue, inputLength, labelLength } = symbolicInputs();
  test.each<[string, unknown, object]>([
    [
      'for arrays of data instead of symbolic tensors',
      [yPred, new Array(3800).fill([1, 2, 3]), inputLength, labelLength],
      {
        code: 'ERR_CTC_TYPE',
        argument: 'yTrue',
        message:
          'inputs[1], yTrue, is an array of 3800: a model is built of symbolic tensors, expected tf.input({ shape: [labels] }); ' +
          "the data itself goes to model.fit, as the model's inputs",
      },
    ],
    [
      'for typed arrays of lengths',
      [yPred, yTrue, new Int32Array(100), labelLength],
      { argument: 'inputLength', message: expect.stringContaining('is an Int32Array of 100') },
    ],
    [
      'for tensors of data beside symbolic ones',
      [yPred, yTrue, inputLength, tf.ones([100, 1])],
      {
        argument: 'labelLength',
        message: expect.stringContaining(
          'inputs[3], labelLength, is a tensor of data, [100, 1]: a model is built of symbolic tensors, expected tf.input({ shape: [1] })',
        ),
      },
    ],
    [
      'for three inputs',
      [yPred, yTrue, inputLength],
      {
        code: 'ERR_CTC_SIZE',
        message: 'inputs are 3 tensors: expected the four of [yPred, yTrue, inputLength, labelLength]',
      },
    ],
    ['for a single one', yPred, { code: 'ERR_CTC_TYPE', message: expect.stringContaining('inputs is one tensor') }],
    [
      'for one-hot targets',
      [yPred, tf.input({ shape: [3, CLASSES] }), inputLength, labelLength],
      {
        code: 'ERR_CTC_SIZE',
        argument: 'yTrue',
        message:
          'inputs[1], yTrue, has shape [null, 3, 4]: expected tf.input({ shape: [labels] }), of class numbers, not of one-hot rows',
      },
    ],
    [
      'for the argument order of ctcBatchCost',
      [yTrue, yPred, inputLength, labelLength],
      { argument: 'yPred', message: expect.stringContaining('yPred comes first here, unlike in ctcBatchCost') },
    ],
    [
      'for lengths that are not a column',
      [yPred, yTrue, tf.input({ shape: [4] }), labelLength],
      { argument: 'inputLength', message: expect.stringContaining('expected tf.input({ shape: [1] })') },
    ],
  ])('%s', (_, inputs, error) => {
    expect(errorOf(() => ctc.layers.ctcBatchCost().apply(inputs as tf.SymbolicTensor[]))).toMatchObject(error);
  });

  test.each([
    [{ infeasible: 'none' }, { code: 'ERR_CTC_RANGE', argument: 'infeasible' }],
    [{ blank: 0 }, { code: 'ERR_CTC_UNKNOWN_OPTION', argument: 'blank' }],
  ])('for the options %p', (options, error) => {
    expect(errorOf(() => ctc.layers.ctcBatchCost(options as never))).toMatchObject(error);
  });
});

test('fit rejects with our message for a mistake in the data', async () => {
  const [frames, yTrue, , labelLength] = data();
  const inputs = [frames!, yTrue!, tf.fill([SAMPLES, 1], CLASSES), labelLength!];
  await expect(compiled(modelWithLayer()).fit(inputs, tf.zeros([SAMPLES, 1]), { verbose: 0 })).rejects.toMatchObject({
    name: 'CtcError',
    argument: 'inputLength',
    message: expect.stringContaining('the number of classes'),
  });
});

test('a build of TensorFlow.js without layers still has the loss', () => {
  const { layers: _, ...core } = tf;
  const bare = withTf(core);
  expect(bare.ctcLoss({ logits: tf.zeros([1, 2, 3]), labels: [[1]] }).shape).toEqual([1]);
  for (const make of [() => bare.layers.ctcBatchCost(), () => bare.callbacks.trainingWarnings()]) {
    expect(errorOf(make)).toMatchObject({
      code: 'ERR_CTC_UNSUPPORTED',
      message: 'this build of TensorFlow.js has no layers: expected tfjs or tfjs-node',
    });
  }
});
