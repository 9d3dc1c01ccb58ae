import * as tf from '@tensorflow/tfjs-node';
import type { Clip } from '../../examples/digits/clips';
import { FEATURES } from '../../examples/digits/features';
import { buildNetwork, scoreFrames, TIME_STRIDE } from '../../examples/digits/network';
import { Random } from '../../examples/digits/random';
import { Recognizer } from '../../examples/digits/recognizer';
import { learningRate } from '../../examples/digits/training';
import { TrainingData, testBatches } from '../../examples/digits/training-data';
import { TrainingStep } from '../../examples/digits/training-step';

const random = new Random(1);
const clips: Clip[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => ({
  speaker: 'noise',
  digits: [digit],
  samples: Float32Array.from({ length: 1600 }, () => random.uniform(-0.5, 0.5)),
}));

const recognizer = new Recognizer(buildNetwork(FEATURES.melBins, 1), FEATURES);

test('steps on one batch make its loss smaller and leave no tensor behind', () => {
  const batch = new TrainingData(recognizer, clips, 1).batch(0);
  const step = new TrainingStep(recognizer.network);
  const losses = [step.run(batch, 2e-3).loss];
  const tensors = tf.memory().numTensors;
  for (let repeat = 0; repeat < 8; repeat++) {
    const { loss, readings, lossMilliseconds } = step.run(batch, 2e-3);
    losses.push(loss);
    expect(readings.length).toBe(batch.labels.length);
    expect(lossMilliseconds).toBeGreaterThan(0);
  }
  recognizer.read(batch);
  expect(tf.memory().numTensors).toBe(tensors);
  expect(losses.at(-1)).toBeLessThan(losses[0]! / 2);
  step.dispose();
});

test('batches depend on seed and step alone, and are not alike', () => {
  const features = (seed: number, step: number): string =>
    Buffer.from(new TrainingData(recognizer, clips, seed).batch(step).features.buffer).toString('base64', 0, 3000);
  expect(features(1, 5)).toBe(features(1, 5));
  expect(new Set([features(1, 5), features(1, 6), features(2, 5)]).size).toBe(3);
});

test('the test set holds at least 200 utterances and covers 1 to 7 digits', () => {
  const batches = testBatches(recognizer, clips);
  expect(batches.flatMap(({ labels }) => labels).length).toBeGreaterThanOrEqual(200);
  expect(batches.map(({ labels }) => new Set(labels.map(({ length }) => length)))).toEqual(
    [1, 2, 3, 4, 5, 6, 7].map((length) => new Set([length])),
  );
});

test('batches are padded to whole frames of scores, with zeros', () => {
  const melBins = FEATURES.melBins;
  const example = (frames: number) => ({ features: new Float32Array(frames * melBins).fill(1), digits: [1] });
  const { features, shape, frames } = recognizer.toBatch([example(9), example(6)]);
  expect(shape).toEqual([2, 12, melBins]);
  expect(shape[1] % TIME_STRIDE).toBe(0);
  expect(frames.map(scoreFrames)).toEqual([3, 2]);
  expect(features.reduce((sum, value) => sum + value, 0)).toBe(15 * melBins);
  expect(features[9 * melBins - 1]).toBe(1);
  expect(features[9 * melBins]).toBe(0);
});

test('the learning rate warms up and fades', () => {
  const rates = Array.from({ length: 100 }, (_, step) => learningRate(step, 100));
  const peak = rates.indexOf(Math.max(...rates));
  expect(peak).toBe(15);
  rates.forEach((rate, step) => {
    if (step > 0) expect(rate > rates[step - 1]!).toBe(step <= peak);
  });
  expect(rates[99]! / rates[peak]!).toBeLessThan(0.02);
  expect(learningRate(0, 1)).toBeGreaterThan(0);
});
