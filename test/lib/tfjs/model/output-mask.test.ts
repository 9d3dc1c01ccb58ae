import * as tf from '@tensorflow/tfjs-node';
import { withTf } from '../../../../lib/tfjs';

const ctc = withTf(tf);
const LENGTHS = [4, 5, 6, 7, 8, 9, 10, 12];
const LABELS = LENGTHS.map((_, i) => [1 + (i % 4), 1 + ((i + 1) % 4)]);
const TIME = 12;

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

/** Features whose padding is 0, and plain targets without lengths. */
function data() {
  const samples = LENGTHS.map((length, i) =>
    tf.concat([tf.randomNormal([length, 4], 0, 1, 'float32', i + 1), tf.zeros([TIME - length, 4])]),
  );
  return { xs: tf.stack(samples), ys: tf.tensor2d(LABELS, [LABELS.length, 2], 'int32') };
}

function model(between: () => tf.layers.Layer[], masked = true): tf.Sequential {
  const first = masked
    ? tf.layers.masking({ maskValue: 0, inputShape: [TIME, 4] })
    : tf.layers.activation({ activation: 'linear', inputShape: [TIME, 4] });
  const network = tf.sequential({ layers: [first, ...between(), tf.layers.dense({ units: 5 })] });
  network.compile({ optimizer: tf.train.sgd(0), loss: ctc.loss(), metrics: [ctc.metrics.labelErrorRate()] });
  return ctc.prepare(network);
}

const recurrent = () => [tf.layers.simpleRNN({ units: 6, returnSequences: true })];

function expectedLoss(network: tf.LayersModel, xs: tf.Tensor, inputLengths?: number[]): number {
  const logits = network.predict(xs) as tf.Tensor;
  return ctc.ctcLoss({ logits, labels: LABELS, inputLengths }).mean().dataSync()[0]!;
}

async function trained(network: tf.LayersModel, { xs, ys }: ReturnType<typeof data>) {
  const warnings: string[] = [];
  const callbacks = ctc.callbacks.trainingWarnings({ warn: (message) => warnings.push(message) });
  const { history } = await network.fit(xs, ys, { epochs: 1, verbose: 0, callbacks });
  return { loss: history.loss![0] as number, warnings: warnings.filter((message) => message.includes('mask')) };
}

test('masked frames do not count, in fit, evaluate and the metric', async () => {
  const given = data();
  const network = model(recurrent);
  const expected = expectedLoss(network, given.xs, LENGTHS);
  expect(Math.abs(expected - expectedLoss(network, given.xs))).toBeGreaterThan(1);
  const { loss, warnings } = await trained(network, given);
  expect(loss).toBeCloseTo(expected, 4);
  expect(warnings).toEqual([]);
  const [evaluated, rate] = (network.evaluate(given.xs, given.ys) as tf.Scalar[]).map((each) => each.dataSync()[0]!);
  expect(evaluated).toBeCloseTo(expected, 4);
  const packed = ctc.packTargets({ labels: LABELS, inputLengths: LENGTHS });
  const [, packedRate] = network.evaluate(given.xs, packed) as tf.Scalar[];
  expect(rate).toBeCloseTo(packedRate!.dataSync()[0]!, 6);
});

test('a masked frame between others counts: it may be silence', async () => {
  const { xs, ys } = data();
  const silence = tf.tensor(Array.from({ length: TIME }, (_, frame) => Number(frame !== 1))).reshape([1, TIME, 1]);
  const network = model(recurrent);
  const silent = tf.mul(xs, silence);
  const { loss } = await trained(network, { xs: silent, ys });
  expect(loss).toBeCloseTo(expectedLoss(network, silent, LENGTHS), 4);
});

test('packed lengths take precedence over the mask', async () => {
  const { xs } = data();
  const network = model(recurrent);
  const all = LENGTHS.map(() => TIME);
  const { loss } = await trained(network, { xs, ys: ctc.packTargets({ labels: LABELS, inputLengths: all }) as never });
  expect(loss).toBeCloseTo(expectedLoss(network, xs, all), 4);
});

test('a mask that does not reach the output is warned about', async () => {
  const convolution = () => [tf.layers.conv1d({ filters: 6, kernelSize: 3, padding: 'same' })];
  const network = model(convolution);
  const given = data();
  const { loss, warnings } = await trained(network, given);
  expect(loss).toBeCloseTo(expectedLoss(network, given.xs), 4);
  expect(warnings).toEqual([
    expect.stringMatching(/^ctc: the mask of the layer masking_\S+ does not reach the loss.*ctc\.packTargets\(/),
  ]);
});

test('without a masking layer all frames count, without a warning', async () => {
  const given = data();
  const network = model(recurrent, false);
  const { loss, warnings } = await trained(network, given);
  expect(loss).toBeCloseTo(expectedLoss(network, given.xs), 4);
  expect(warnings).toEqual([]);
});

test('the loss of another tensor does not use the mask of an earlier output', () => {
  const { xs, ys } = data();
  const network = model(recurrent);
  const logits = (network.predict(xs) as tf.Tensor).clone();
  const losses = ctc.loss()(ys, logits);
  const expected = ctc.ctcLoss({ logits, labels: LABELS });
  expect(Array.from(losses.dataSync())).toEqual(Array.from(expected.dataSync()));
});
