import * as tf from '@tensorflow/tfjs';
import { ctcLossSync } from '../../../../lib';
import { withTf } from '../../../../lib/tfjs';
import { randomBatch } from '../../../support/random-batch';
import { CLASSES, FRAMES, readableData } from '../../../support/readable-data';

/** The plain JavaScript backend. */
const ctc = withTf(tf);
const SAMPLES = 24;

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

test('the plain JavaScript backend has the losses and the gradient of the core', () => {
  const { logits, shape, labels, inputLengths } = randomBatch(3, 3, 10, 5);
  const expected = ctcLossSync({ logits, shape, labels, inputLengths });
  const { value, grad } = tf.valueAndGrad(
    (x: tf.Tensor) => tf.sum(ctc.ctcLoss({ logits: x, labels, inputLengths })) as tf.Scalar,
  )(tf.tensor3d(logits, shape));
  expect(value.dataSync()[0]).toBeCloseTo(
    expected.losses.reduce((one, other) => one + other),
    4,
  );
  expect(Array.from(grad.dataSync())).toEqual(Array.from(expected.gradient!));
});

test('a model with packed targets learns there, and leaves no tensors behind', async () => {
  const { frames, labels } = readableData(SAMPLES, 0);
  const network = tf.sequential();
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 1 });
  network.add(tf.layers.dense({ units: CLASSES, inputShape: [FRAMES, CLASSES], kernelInitializer }));
  network.compile({ optimizer: tf.train.adam(0.1), loss: ctc.loss(), metrics: [ctc.metrics.labelErrorRate()] });
  const xs = tf.tensor3d(frames);
  const ys = ctc.packTargets({ labels, inputLengths: labels.map(() => FRAMES) });
  const options = () => ({ callbacks: ctc.callbacks.trainingWarnings({ warn: () => {} }), verbose: 0 }) as const;
  await ctc.prepare(network).fit(xs, ys, options());
  const before = tf.memory().numTensors;
  const { history } = await network.fit(xs, ys, { ...options(), epochs: 40 });
  expect(tf.memory().numTensors).toBe(before);
  expect(history.loss!.at(-1)!).toBeLessThan((history.loss![0] as number) / 4);
  expect(history.labelErrorRate!.at(-1)!).toBeLessThan(0.1);
});

test('a mask reaches the loss there, and leaves no tensors behind', async () => {
  const lengths = [3, 5, 8];
  const labels = [[1], [2, 1], [3, 3]];
  const frames = lengths.map((length) =>
    tf.pad(tf.randomNormal([length, 4], 0, 1, 'float32', length), [
      [0, 8 - length],
      [0, 0],
    ]),
  );
  const [xs, ys] = [tf.stack(frames), tf.tensor2d([1, 0, 2, 1, 3, 3], [3, 2], 'int32')];
  const masking = tf.layers.masking({ maskValue: 0, inputShape: [8, 4] });
  const network = tf.sequential({ layers: [masking, tf.layers.dense({ units: 4 })] });
  network.compile({ optimizer: tf.train.sgd(0), loss: ctc.loss({ labelPadding: 0 }) });
  ctc.prepare(network);
  await network.fit(xs, ys, { verbose: 0 });
  const before = tf.memory().numTensors;
  const { history } = await network.fit(xs, ys, { verbose: 0 });
  expect(tf.memory().numTensors).toBe(before);
  const logits = network.predict(xs) as tf.Tensor;
  const expected = ctc.ctcLoss({ logits, labels, inputLengths: lengths }).mean().dataSync()[0]!;
  expect(history.loss![0]).toBeCloseTo(expected, 4);
});

test("Keras' functions and the layer work there", async () => {
  const blank = CLASSES - 1;
  const { frames, labels } = readableData(SAMPLES, blank);
  const inputs = [
    tf.tensor3d(frames),
    tf.tensor2d(labels.map((row) => [...row, 0, 0].slice(0, 3))),
    tf.fill([SAMPLES, 1], FRAMES),
    tf.tensor2d(labels.map((row) => [row.length])),
  ] as const;
  const symbolic = inputs.map(({ shape }) => tf.input({ shape: shape.slice(1) }));
  const [first, ...others] = symbolic as [tf.SymbolicTensor, ...tf.SymbolicTensor[]];
  const softmax = tf.layers.dense({ units: CLASSES, activation: 'softmax' });
  const yPred = softmax.apply(first) as tf.SymbolicTensor;
  const cost = ctc.layers.ctcBatchCost().apply([yPred, ...others]) as tf.SymbolicTensor;
  const model = tf.model({ inputs: symbolic, outputs: cost });
  model.compile({ optimizer: tf.train.adam(0.1), loss: (_, costs) => costs });
  await model.fit([...inputs], tf.zeros([SAMPLES, 1]), { epochs: 60, verbose: 0 });

  const probs = softmax.apply(inputs[0]) as tf.Tensor;
  const costs = ctc.ctcBatchCost(inputs[1], probs, inputs[2], inputs[3]);
  expect(Array.from((model.predict([...inputs]) as tf.Tensor).dataSync())).toEqual(Array.from(costs.dataSync()));
  const [[read]] = ctc.ctcDecode(probs, tf.fill([SAMPLES], FRAMES));
  expect(read!.arraySync()).toEqual(labels.map((row) => [...row, ...new Array(FRAMES).fill(-1)].slice(0, FRAMES)));
  const { values } = ctc.ctcLabelDenseToSparse(inputs[1], inputs[3].squeeze([1]));
  expect(Array.from(values.dataSync())).toEqual(labels.flat());
});
