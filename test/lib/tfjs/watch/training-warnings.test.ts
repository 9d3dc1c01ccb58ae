import * as tf from '@tensorflow/tfjs-node';
import { loadNative } from '../../../../lib/native/load';
import { withTf } from '../../../../lib/tfjs';
import { CLASSES, FRAMES, readableData } from '../../../support/readable-data';
import { errorOf } from '../../../support/refusals';

const ctc = withTf(tf);
const SAMPLES = 20;

/** A dense layer with an initial bias for the blank, class 0. */
function modelWith(
  loss: (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.Tensor,
  biasForBlank: number,
  learningRate: number,
) {
  const network = tf.sequential();
  network.add(tf.layers.dense({ units: CLASSES, inputShape: [FRAMES, CLASSES], kernelInitializer: 'zeros' }));
  const [kernel, bias] = network.getWeights();
  const tilted = tf.tensor1d([biasForBlank, 0, 0, 0]);
  network.setWeights([kernel!, tf.add(bias!, tilted)]);
  network.compile({ optimizer: tf.train.adam(learningRate), loss });
  return ctc.prepare(network);
}

function data(inputLengths = new Array<number>(SAMPLES).fill(FRAMES)) {
  const { frames, labels } = readableData(SAMPLES, 0);
  return { xs: tf.tensor3d(frames), ys: ctc.packTargets({ labels, inputLengths }) };
}

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

async function warningsOf(model: tf.LayersModel, { xs, ys }: ReturnType<typeof data>, epochs: number) {
  const warnings: string[] = [];
  const callback = ctc.callbacks.trainingWarnings({ warn: (message) => warnings.push(message) });
  await model.fit(xs, ys, { epochs, batchSize: 10, validationSplit: 0.2, callbacks: [callback], verbose: 0 });
  return warnings;
}

test('a model that reads nothing but blanks is reported once, with a cure', async () => {
  const warnings = await warningsOf(modelWith(ctc.loss(), 5, 0), data(), 3);
  expect(warnings).toEqual([
    'ctc: in epoch 0 the model read nothing but blanks in 16 of 16 samples. Early in training this is normal and ' +
      'passes; if it stays, let the learning rate rise more slowly and higher, begin with short samples, normalise the ' +
      'input, and check that the labels belong to their samples',
  ]);
});

test('infeasible samples are reported once, with the first of them and a cure', async () => {
  const lengths = new Array<number>(SAMPLES).fill(FRAMES);
  // Sample 2 has three labels.
  lengths[2] = 2;
  const model = modelWith(ctc.loss({ infeasible: 'zero' }), 0, 0.3);
  const { xs, ys } = data(lengths);
  const warnings: string[] = [];
  const callback = ctc.callbacks.trainingWarnings({ warn: (message) => warnings.push(message) });
  await model.fit(xs, ys, { epochs: 3, batchSize: 10, shuffle: false, callbacks: callback, verbose: 0 });
  expect(warnings[0]).toBe(
    'ctc: 1 of the 10 samples of batch 0 cannot be learned from: sample 2 needs 3 frames (3 labels) and has 2. ' +
      "Their gradient is 0. Check that the lengths are those of the model's output; if they are, give it more frames " +
      "(a smaller stride) or leave these samples out; infeasible: 'zero' keeps the loss that is shown finite",
  );
  expect(warnings.filter((message) => message.includes('cannot be learned from'))).toHaveLength(1);
});

test('a model that learns gives no warning, even if a validation sample is infeasible', async () => {
  const lengths = new Array<number>(SAMPLES).fill(FRAMES);
  lengths[SAMPLES - 1] = 0;
  const { frames, labels } = readableData(SAMPLES, 0);
  labels[SAMPLES - 1] = [];
  lengths[SAMPLES - 2] = 1;
  labels[SAMPLES - 2] = [1, 1];
  const targets = { xs: tf.tensor3d(frames), ys: ctc.packTargets({ labels, inputLengths: lengths }) };
  expect(await warningsOf(modelWith(ctc.loss({ infeasible: 'zero' }), -1, 0.1), targets, 3)).toEqual([]);
});

test('a softmax layer with a loss of logits is reported, with a loss of probabilities it is not', async () => {
  const warningsWith = async (output: 'logits' | 'probs') => {
    const network = tf.sequential();
    const kernelInitializer = tf.initializers.glorotUniform({ seed: 1 });
    const shape = { units: CLASSES, inputShape: [FRAMES, CLASSES], kernelInitializer };
    network.add(tf.layers.dense({ ...shape, activation: 'softmax' }));
    network.compile({ optimizer: tf.train.adam(0.1), loss: ctc.loss({ output }) });
    return warningsOf(ctc.prepare(network), data(), 2);
  };
  expect(await warningsWith('logits')).toContainEqual(
    expect.stringMatching(/the model's output is probabilities.*Give the loss \(and the metric\) output: 'probs'/),
  );
  expect(await warningsWith('probs')).not.toContainEqual(expect.stringContaining('probabilities'));
});

test('raw scores taken for log-probabilities are reported when a loss is below 0', async () => {
  const warnings = await warningsOf(modelWith(ctc.loss({ output: 'logProbs' }), 3, 0.3), data(), 4);
  expect(warnings.filter((message) => message.includes('below 0'))).toEqual([
    expect.stringMatching(
      /^ctc: in batch \d, the loss of sample \d is -[\d.]+, below 0: the model's output is not log-probabilities.*output: 'logits'$/,
    ),
  ]);
});

test('probabilities that do not sum to 1 are reported', async () => {
  const network = tf.sequential();
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 1 });
  network.add(
    tf.layers.dense({ units: CLASSES, inputShape: [FRAMES, CLASSES], kernelInitializer, activation: 'sigmoid' }),
  );
  network.compile({ optimizer: tf.train.adam(0.1), loss: ctc.loss({ output: 'probs' }) });
  const warnings = await warningsOf(ctc.prepare(network), data(), 2);
  expect(warnings).toContainEqual(
    expect.stringMatching(
      /^ctc: in batch 0, the probabilities of frame 0 of sample 0 sum to [\d.]+ instead of 1\. End the/,
    ),
  );
});

test('the losses are computed once', async () => {
  const lossSync = jest.spyOn(loadNative().addon, 'lossSync');
  const model = modelWith(ctc.loss(), 0, 0.1);
  expect(ctc.path).toBe('tf-op');
  await warningsOf(model, data(), 2);
  expect(lossSync).not.toHaveBeenCalled();
  lossSync.mockRestore();
});

test('NaN among the features is reported with its sample', async () => {
  const { frames, labels } = readableData(SAMPLES, 0);
  frames[3]![1]![2] = Number.NaN;
  const ys = ctc.packTargets({ labels, inputLengths: labels.map(() => FRAMES) });
  const warnings: string[] = [];
  const callback = ctc.callbacks.trainingWarnings({ warn: (message) => warnings.push(message) });
  const options = { epochs: 2, shuffle: false, callbacks: callback, verbose: 0 } as const;
  await modelWith(ctc.loss(), -1, 0.1).fit(tf.tensor3d(frames), ys, options);
  expect(warnings).toEqual([
    expect.stringMatching(/^ctc: in batch 0, sample 3 has an invalid score in one of its 8 frames: .*Look for NaN/),
  ]);
});

test('the layer is watched like the loss', async () => {
  const blank = CLASSES - 1;
  const { frames, labels } = readableData(SAMPLES, blank);
  const input = tf.input({ shape: [FRAMES, CLASSES] });
  const [yTrue, inputLength, labelLength] = [3, 1, 1].map((width) => tf.input({ shape: [width] }));
  const softmax = tf.layers.dense({ units: CLASSES, activation: 'softmax', kernelInitializer: 'zeros' });
  const yPred = softmax.apply(input) as tf.SymbolicTensor;
  const inputs = [yPred, yTrue, inputLength, labelLength] as tf.SymbolicTensor[];
  const cost = ctc.layers.ctcBatchCost().apply(inputs) as tf.SymbolicTensor;
  softmax.setWeights([tf.zeros([CLASSES, CLASSES]), tf.tensor1d([0, 0, 0, 5])]);
  const model = tf.model({ inputs: [input, ...inputs.slice(1)], outputs: cost });
  model.compile({ optimizer: tf.train.sgd(0), loss: (_, losses) => losses });
  const data = [
    tf.tensor3d(frames),
    tf.tensor2d(labels.map((row) => [...row, 0, 0].slice(0, 3))),
    tf.tensor2d(labels.map((_, sample) => [sample === 2 ? 2 : FRAMES])),
    tf.tensor2d(labels.map((row) => [row.length])),
  ];
  const warnings: string[] = [];
  const callback = ctc.callbacks.trainingWarnings({ warn: (message) => warnings.push(message) });
  await model.fit(data, tf.zeros([SAMPLES, 1]), { epochs: 2, callbacks: callback, shuffle: false, verbose: 0 });
  expect(warnings).toEqual([
    expect.stringContaining('sample 2 needs 3 frames'),
    expect.stringContaining('nothing but blanks in 20 of 20 samples'),
  ]);
});

test('warnings go to console.warn and repeat in a second training', async () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation();
  const callback = ctc.callbacks.trainingWarnings();
  const { xs, ys } = data();
  for (let training = 0; training < 2; training++) {
    await modelWith(ctc.loss(), 5, 0).fit(xs, ys, { epochs: 2, callbacks: [callback], verbose: 0 });
  }
  expect(warn).toHaveBeenCalledTimes(2);
  warn.mockRestore();
});

test('no tensors are left behind', async () => {
  const { xs, ys } = data();
  const model = modelWith(ctc.loss(), 5, 0);
  const options = () => ({ callbacks: ctc.callbacks.trainingWarnings({ warn: () => {} }), verbose: 0 }) as const;
  await model.fit(xs, ys, options());
  const before = tf.memory().numTensors;
  for (let training = 0; training < 3; training++) await model.fit(xs, ys, options());
  expect(tf.memory().numTensors).toBe(before);
});

test('a model without a CTC loss is rejected', async () => {
  const network = modelWith(() => tf.scalar(0), 0, 0);
  const { xs } = data();
  await expect(network.fit(xs, xs, { callbacks: ctc.callbacks.trainingWarnings(), verbose: 0 })).rejects.toMatchObject({
    name: 'CtcError',
    code: 'ERR_CTC_MISSING',
    argument: 'model',
  });
  expect(errorOf(() => ctc.callbacks.trainingWarnings({ onWarning: () => {} } as never))).toMatchObject({
    code: 'ERR_CTC_UNKNOWN_OPTION',
  });
  expect(errorOf(() => ctc.callbacks.trainingWarnings({ warn: 1 } as never))).toMatchObject({
    code: 'ERR_CTC_TYPE',
    argument: 'warn',
    message: 'warn is 1: expected a function that is given the message',
  });
});
