import type { Random } from './random';

/** Plays samples faster or slower by linear interpolation, so tempo, pitch and formants change together. */
export function changeSpeed(samples: Float32Array, speed: number): Float32Array {
  const changed = new Float32Array(Math.floor((samples.length - 1) / speed));
  for (let index = 0; index < changed.length; index++) {
    const position = index * speed;
    const before = Math.floor(position);
    const share = position - before;
    changed[index] = (1 - share) * samples[before]! + share * samples[before + 1]!;
  }
  return changed;
}

/** Hides a band of mel bins and some stretches of time under the mean, which is 0, in place (SpecAugment). */
export function maskFeatures(features: Float32Array, melBins: number, widest: number, random: Random): void {
  const frames = features.length / melBins;
  const bins = random.integer(0, widest);
  const firstBin = random.integer(0, melBins - bins);
  for (let frame = 0; frame < frames; frame++) {
    features.fill(0, frame * melBins + firstBin, frame * melBins + firstBin + bins);
  }
  for (let masks = Math.floor(frames / 160 + random.next()); masks > 0; masks--) {
    const first = random.integer(0, frames - 1);
    features.fill(0, first * melBins, (first + random.integer(0, widest)) * melBins);
  }
}
