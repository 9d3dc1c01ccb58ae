import * as tf from '@tensorflow/tfjs-node';
import { testUtterances } from '../../../../examples/digits/evaluation/held-out';
import { FEATURES } from '../../../../examples/digits/features/log-mel';
import { buildNetwork, scoreFrames, TIME_STRIDE } from '../../../../examples/digits/model/network';
import { Recognizer } from '../../../../examples/digits/model/recognizer';
import { blankShare } from '../../../../examples/digits/model/scores';
import type { Clip } from '../../../../examples/digits/speech/clips';
import { Random } from '../../../../examples/digits/support/random';
import { TrainingData } from '../../../../examples/digits/training/training-batches';
import { learningRate } from '../../../../examples/digits/training/training-loop';
import { TrainingState } from '../../../../examples/digits/training/training-state';
import { TrainingStep } from '../../../../examples/digits/training/training-step';

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
    const { loss, scores, lossMilliseconds } = step.run(batch, 2e-3);
    losses.push(loss);
    expect(scores.shape[0]).toBe(batch.labels.length);
    expect(blankShare(scores, batch.labels)).toBeGreaterThan(0);
    expect(blankShare(scores, batch.labels)).toBeLessThan(1);
    expect(lossMilliseconds).toBeGreaterThan(0);
  }
  recognizer.score(batch);
  expect(tf.memory().numTensors).toBe(tensors);
  expect(losses.at(-1)).toBeLessThan(losses[0]! / 2);
  step.dispose();
});

test('a state put back into another network goes on bit for bit, and leaves no tensor behind', async () => {
  const batch = new TrainingData(recognizer, clips, 1).batch(0);
  const network = (seed: number): tf.LayersModel => buildNetwork(FEATURES.melBins, seed);
  const [first, second] = [new TrainingState(network(1)), new TrainingState(network(2))];
  for (let step = 0; step < 7; step++) first.takeStep(batch, 3e-3);
  const tensors = tf.memory().numTensors;
  const saved = JSON.stringify(await first.toCheckpoint());
  expect(tf.memory().numTensors).toBe(tensors);
  const twice = [JSON.parse(saved), JSON.parse(saved)];
  await second.restore(twice[0]);
  const restored = tf.memory().numTensors;
  const losses = (state: TrainingState): number[] => Array.from({ length: 4 }, () => state.takeStep(batch, 3e-3).loss);
  expect(losses(second)).toEqual(losses(first));
  expect(JSON.stringify(await second.toCheckpoint())).toBe(JSON.stringify(await first.toCheckpoint()));
  expect(tf.memory().numTensors).toBe(restored);
  first.trainingStep.dispose();
  second.trainingStep.dispose();
});

test('the best network is the one with the fewest label errors, then the smallest loss, and comes back', () => {
  const network = buildNetwork(FEATURES.melBins, 3);
  const state = new TrainingState(network);
  const bias = (): Float32Array => network.getWeights().at(-1)!.dataSync<'float32'>();
  const judged: Float32Array[] = [];
  const isBest = (labelErrorRate: number, loss: number): boolean => {
    state.takeStep(new TrainingData(recognizer, clips, 1).batch(0), 1e-3);
    return state.judge(() => {
      judged.push(bias());
      return { labelErrorRate, loss };
    }).best;
  };
  expect(isBest(0.2, 1)).toBe(true);
  expect(isBest(0.2, 1)).toBe(false);
  expect(isBest(0.1, 2)).toBe(true);
  expect(isBest(0.1, 1.5)).toBe(true);
  expect(isBest(0.15, 0.1)).toBe(false);
  state.useBest();
  expect(state.best).toMatchObject({ step: 4, labelErrorRate: 0.1, loss: 1.5 });
  expect(bias()).toEqual(judged[3]);
  expect(bias()).not.toEqual(judged[4]);
  state.trainingStep.dispose();
});

test('judged is the moving average of the weights, and the training goes on from the weights themselves', () => {
  const network = buildNetwork(FEATURES.melBins, 4);
  const bias = (): number => network.getWeights().at(-1)!.dataSync<'float32'>()[0]!;
  const state = new TrainingState(network);
  const batch = new TrainingData(recognizer, clips, 1).batch(0);
  let average = bias();
  for (let step = 1; step <= 12; step++) {
    state.takeStep(batch, 1e-2);
    const decay = (1 + step) / (10 + step);
    average = decay * average + (1 - decay) * bias();
  }
  const [own, tensors] = [bias(), tf.memory().numTensors];
  let judged = 0;
  state.judge(() => {
    judged = bias();
    return { labelErrorRate: 0, loss: 0 };
  });
  expect(judged).toBeCloseTo(average, 6);
  expect(Math.abs(own - judged)).toBeGreaterThan(1e-3);
  expect(bias()).toBe(own);
  expect(tf.memory().numTensors).toBe(tensors);
  state.trainingStep.dispose();
});

test('batches depend on seed and step alone, and are not alike', () => {
  const features = (seed: number, step: number): string =>
    Buffer.from(new TrainingData(recognizer, clips, seed).batch(step).features.buffer).toString('base64', 0, 3000);
  expect(features(1, 5)).toBe(features(1, 5));
  expect(new Set([features(1, 5), features(1, 6), features(2, 5)]).size).toBe(3);
});

test('the test set holds at least 200 utterances and covers 1 to 7 digits', () => {
  const groups = testUtterances(clips);
  expect(groups.flat().length).toBeGreaterThanOrEqual(200);
  expect(groups.map((group) => new Set(group.map(({ digits }) => digits.length)))).toEqual(
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
