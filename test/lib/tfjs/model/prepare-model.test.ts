import * as tf from '@tensorflow/tfjs-node';
import { withTf } from '../../../../lib/tfjs';
import { CLASSES, FRAMES, readableData } from '../../../support/readable-data';
import { errorOf } from '../../../support/refusals';
import { fine, run } from '../../../support/run-program';

const ctc = withTf(tf);
const SAMPLES = 6;

function data(inputLength = FRAMES) {
  const { frames, labels } = readableData(SAMPLES, 0);
  return {
    xs: tf.tensor3d(frames),
    ys: ctc.packTargets({ labels, inputLengths: labels.map(() => inputLength) }),
  };
}

function model(options: Partial<tf.ModelCompileArgs> = {}): tf.Sequential {
  const network = tf.sequential({ layers: [tf.layers.dense({ units: CLASSES, inputShape: [FRAMES, CLASSES] })] });
  network.compile({ optimizer: 'sgd', loss: ctc.loss(), ...options });
  return network;
}

function twoOutputs(metrics: NonNullable<tf.ModelCompileArgs['metrics']> = []): tf.LayersModel {
  const input = tf.input({ shape: [FRAMES, CLASSES] });
  const spelled = tf.layers.dense({ units: CLASSES, name: 'spelled' }).apply(input) as tf.SymbolicTensor;
  const flat = tf.layers.flatten().apply(input) as tf.SymbolicTensor;
  const counted = tf.layers.dense({ units: 1, name: 'counted' }).apply(flat) as tf.SymbolicTensor;
  const network = tf.model({ inputs: input, outputs: [spelled, counted] });
  const loss = { spelled: ctc.loss(), counted: tf.metrics.meanSquaredError };
  network.compile({ optimizer: 'sgd', loss, metrics });
  return network;
}

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

// In a separate process: TensorFlow.js does not recognise typed arrays of Jest's realm when it saves.
test.each(['no metric', 'one metric', 'a list of metrics'])(
  'a model saved with its optimizer and %s loads, needs its loss again, and learns on',
  async (metrics) => {
    expect(await run('save-and-load.cjs', [metrics])).toEqual(
      fine(
        'CtcError ERR_CTC_MISSING the model has no loss: compile the model first: a loss is not saved with it\n' +
          `adam true ${metrics === 'no metric' ? 'loss' : 'loss labelErrorRate'}`,
      ),
    );
  },
);

test('an output without a loss is named', () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation();
  const network = twoOutputs();
  network.compile({ optimizer: 'sgd', loss: { spelled: ctc.loss() } });
  warn.mockRestore();
  expect(errorOf(() => ctc.prepare(network)).message).toBe(
    'the model has no loss for its output counted: compile the model first: a loss is not saved with it',
  );
});

test('packed targets without prepare: the error of TensorFlow.js names the cure', async () => {
  const { xs, ys } = data();
  await expect(model().fit(xs, ys, { verbose: 0 })).rejects.toThrow(
    'packed targets, call ctc.prepare(model) after model.compile',
  );
});

describe('metrics', () => {
  test.each<[string, NonNullable<tf.ModelCompileArgs['metrics']>]>([
    ['accuracy', ['accuracy']],
    ['meanSquaredError', tf.metrics.meanSquaredError],
  ])('%s is rejected: it cannot compare labels with scores', (name, metrics) => {
    expect(errorOf(() => ctc.prepare(model({ metrics })))).toMatchObject({
      code: 'ERR_CTC_TYPE',
      message:
        `the metric ${name} compares targets and scores of equal shape, which labels are not: ` +
        'expected ctc.metrics.labelErrorRate(), or a function of your own',
    });
  });

  test('of several outputs are checked output by output', () => {
    expect(errorOf(() => ctc.prepare(twoOutputs([ctc.metrics.labelErrorRate()]))).message).toBe(
      'the metric labelErrorRate is given for output counted, whose loss is not one of ctc.loss: give metrics by output, ' +
        '{ spelled: ctc.metrics.labelErrorRate() }',
    );
    expect(errorOf(() => ctc.prepare(twoOutputs({ spelled: 'accuracy' }))).message).toMatch(
      /^the metric accuracy of output spelled compares .*; give metrics by output: { spelled: \.\.\. }$/,
    );
    expect(() => ctc.prepare(twoOutputs({ spelled: ctc.metrics.labelErrorRate(), counted: 'mse' }))).not.toThrow();
  });

  test('of the caller are accepted', async () => {
    const { xs, ys } = data();
    const metric = (_: tf.Tensor, scores: tf.Tensor) => tf.max(scores);
    const network = ctc.prepare(model({ metrics: [metric, ctc.metrics.labelErrorRate()] }));
    expect(await network.trainOnBatch(xs, ys)).toHaveLength(3);
  });
});

describe('fit', () => {
  test.each(['sampleWeight', 'classWeight'])('rejects %s', async (name) => {
    const { xs, ys } = data();
    const network = ctc.prepare(model());
    const weights = name === 'classWeight' ? { 0: 1, 1: 1, 2: 1, 3: 1 } : tf.ones([SAMPLES]);
    await expect(network.fit(xs, ys, { verbose: 0, [name]: weights })).rejects.toMatchObject({
      code: 'ERR_CTC_UNSUPPORTED',
      argument: name,
    });
  });

  test('accepts classWeight of another output', async () => {
    const { xs, ys } = data();
    const network = ctc.prepare(twoOutputs());
    const counts = tf.ones([SAMPLES, 1]);
    const weights = { counted: { 1: 2 } };
    const { history } = await network.fit(xs, [ys, counts], { verbose: 0, classWeight: weights });
    expect(history.loss).toHaveLength(1);
    await expect(
      network.fit(xs, [ys, counts], { verbose: 0, classWeight: { spelled: { 1: 2 } } }),
    ).rejects.toMatchObject({ code: 'ERR_CTC_UNSUPPORTED' });
  });

  test('runs callbacks and objects of functions in one list, in any order', async () => {
    const { xs, ys } = data(1);
    for (const isFirst of [true, false]) {
      const warnings: string[] = [];
      const losses: number[] = [];
      const callback = ctc.callbacks.trainingWarnings({ warn: (message) => warnings.push(message) });
      const stop = tf.callbacks.earlyStopping({ monitor: 'loss', minDelta: 1e9, patience: 1 });
      const config = { onEpochEnd: async (_: number, logs?: tf.Logs) => void losses.push(logs!.loss as number) };
      const network = ctc.prepare(model({ loss: ctc.loss({ infeasible: 'zero' }) }));
      await network.fit(xs, ys, {
        epochs: 9,
        verbose: 0,
        callbacks: (isFirst ? [callback, config, stop] : [config, stop, callback]) as never,
      });
      expect(warnings).toContainEqual(expect.stringContaining('cannot be learned from'));
      expect(losses).toHaveLength(2);
    }
  });

  test('uses the losses of the last compile', async () => {
    const { xs, ys } = data(1);
    const network = ctc.prepare(
      ctc.prepare(model({ loss: (_: tf.Tensor, scores: tf.Tensor) => tf.mean(scores, [1, 2]) })),
    );
    network.compile({ optimizer: 'sgd', loss: ctc.loss({ infeasible: 'zero' }) });
    ctc.prepare(network);
    const warnings: string[] = [];
    const callback = ctc.callbacks.trainingWarnings({ warn: (message) => warnings.push(message) });
    const { history } = await network.fit(xs, ys, {
      epochs: 2,
      verbose: 0,
      callbacks: [callback, { onEpochEnd: async () => {} }],
    });
    expect(history.loss).toHaveLength(2);
    expect(warnings).toContainEqual(expect.stringContaining('cannot be learned from'));
  });
});
