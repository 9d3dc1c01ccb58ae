import { type MelRange, melScale } from '../features/mel-scale';
import type { Example } from '../model/batch';
import type { Random } from '../support/random';

/** Largest relative shift of the formants, up or down. */
const MAX_FREQUENCY_WARP = 0.1;
const MAX_MASK_BINS = 6;
const MAX_MASK_FRAMES = 8;
/** On average. */
const TIME_MASKS_PER_SECOND = 0.6;
const FRAMES_PER_SECOND = 100;

/**
 * Augments an example in place: warps its frequencies as if another speaker spoke and masks parts of it, so that the
 * network neither memorises speakers nor relies on single cues.
 */
export function augment({ features }: Example, range: MelRange, random: Random): void {
  warpFrequencies(features, range, random.uniform(1 - MAX_FREQUENCY_WARP, 1 + MAX_FREQUENCY_WARP));
  maskBins(features, range.melBins, random);
  maskFrames(features, range.melBins, random);
}

/**
 * Vocal tract length perturbation (Jaitly and Hinton, 2013), in place: each frequency gets the energy at `factor` times
 * that frequency.
 */
export function warpFrequencies(features: Float32Array, range: MelRange, factor: number): void {
  const { melBins } = range;
  const { toHz, toBin } = melScale(range);
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

/** Frequency mask of SpecAugment (Park et al., 2019): 0 is the mean of normalised features. */
function maskBins(features: Float32Array, melBins: number, random: Random): void {
  const width = random.integer(0, MAX_MASK_BINS);
  const first = random.integer(0, melBins - width);
  for (let start = 0; start < features.length; start += melBins) {
    features.fill(0, start + first, start + first + width);
  }
}

/** Time masks of SpecAugment, in proportion to the length of the utterance. */
function maskFrames(features: Float32Array, melBins: number, random: Random): void {
  const frames = features.length / melBins;
  const masks = Math.floor((TIME_MASKS_PER_SECOND * frames) / FRAMES_PER_SECOND + random.next());
  for (let mask = 0; mask < masks; mask++) {
    const width = random.integer(0, Math.min(frames, MAX_MASK_FRAMES));
    const first = random.integer(0, frames - width);
    features.fill(0, first * melBins, (first + width) * melBins);
  }
}
