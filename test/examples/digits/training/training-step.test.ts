import * as tf from '@tensorflow/tfjs-node';
import { FEATURES } from '../../../../examples/digits/features/log-mel';
import { buildNetwork } from '../../../../examples/digits/model/network';
import { Recognizer } from '../../../../examples/digits/model/recognizer';
import { blankShare } from '../../../../examples/digits/training/blank-share';
import { TrainingBatches } from '../../../../examples/digits/training/training-batches';
import { TrainingStep } from '../../../../examples/digits/training/training-step';
import { makeNoiseClips } from '../noise-clips';

const recognizer = new Recognizer(buildNetwork(FEATURES.melBins, 1), FEATURES);
const batch = new TrainingBatches(recognizer, makeNoiseClips(), 1).at(0);

test('steps on one batch reduce its loss and leak no tensors', () => {
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
