import { FEATURES } from '../../../../examples/digits/features/log-mel';
import { buildNetwork } from '../../../../examples/digits/model/network';
import { Recognizer } from '../../../../examples/digits/model/recognizer';
import { TrainingBatches } from '../../../../examples/digits/training/training-batches';
import { makeNoiseClips } from '../noise-clips';

const recognizer = new Recognizer(buildNetwork(FEATURES.melBins, 1), FEATURES);
const clips = makeNoiseClips();

test('batches depend on the seed and the step, and only on them', () => {
  const features = (seed: number, step: number): string =>
    Buffer.from(new TrainingBatches(recognizer, clips, seed).at(step).features.buffer).toString('base64', 0, 3000);
  expect(features(1, 5)).toBe(features(1, 5));
  expect(new Set([features(1, 5), features(1, 6), features(2, 5)]).size).toBe(3);
});
