import { type FeatureParameters, melScale } from '../features/log-mel';
import type { Example } from '../model/batch';
import type { Random } from '../support/random';

/** The formants lie up to so much higher or lower. */
const FREQUENCY_WARP = 0.1;
const LARGEST_MASK_BINS = 6;
const LARGEST_MASK_FRAMES = 8;
/** Stretches of time that are masked in a second, on average. */
const TIME_MASKS = 0.6;
const FRAMES_PER_SECOND = 100;

/**
 * Makes an example of the training look like another speaker's and takes parts of it away, so that the network learns
 * no speaker by heart and relies on no single cue. In place.
 */
export function augment({ features }: Example, parameters: FeatureParameters, random: Random): void {
  warpFrequencies(features, parameters, random.uniform(1 - FREQUENCY_WARP, 1 + FREQUENCY_WARP));
  maskBins(features, parameters.melBins, random);
  maskFrames(features, parameters.melBins, random);
}

/**
 * Vocal tract length perturbation (Jaitly and Hinton, 2013): what is at a frequency comes from `factor` times that
 * frequency. In place.
 */
export function warpFrequencies(features: Float32Array, parameters: FeatureParameters, factor: number): void {
  const { melBins } = parameters;
  const { toHz, toBin } = melScale(parameters);
  const sources = Array.from({ length: melBins }, (_, bin) =>
    Math.min(melBins - 1, Math.max(0, toBin(factor * toHz(bin)))),
  );
  for (let start = 0; start < features.length; start += melBins) {
    const frame = features.slice(start, start + melBins);
    sources.forEach((source, bin) => {
      const below = Math.min(melBins - 2, Math.floor(source));
      const share = source - below;
      features[start + bin] = (1 - share) * frame[below]! + share * frame[below + 1]!;
    });
  }
}

/** A frequency mask of SpecAugment (Park et al., 2019): 0 is the mean of normalised features. */
function maskBins(features: Float32Array, melBins: number, random: Random): void {
  const width = random.integer(0, LARGEST_MASK_BINS);
  const first = random.integer(0, melBins - width);
  for (let start = 0; start < features.length; start += melBins) {
    features.fill(0, start + first, start + first + width);
  }
}

/** Time masks of SpecAugment, more of them in a longer utterance. */
function maskFrames(features: Float32Array, melBins: number, random: Random): void {
  const frames = features.length / melBins;
  const masks = Math.floor((TIME_MASKS * frames) / FRAMES_PER_SECOND + random.next());
  for (let mask = 0; mask < masks; mask++) {
    const width = random.integer(0, Math.min(frames, LARGEST_MASK_FRAMES));
    const first = random.integer(0, frames - width);
    features.fill(0, first * melBins, (first + width) * melBins);
  }
}
