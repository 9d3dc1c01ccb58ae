import { FEATURES, LogMel } from '../../../../examples/digits/features/log-mel';
import { Random } from '../../../../examples/digits/support/random';
import { augment, warpFrequencies } from '../../../../examples/digits/training/augmentation';

const { sampleRate, melBins } = FEATURES;

const logMelOfSine = (hz: number): Float32Array =>
  new LogMel(FEATURES).compute(
    Float32Array.from({ length: 400 }, (_, index) => Math.sin((2 * Math.PI * hz * index) / sampleRate)),
  );

const loudestBin = (features: Float32Array, frame: number): number => {
  const bins = features.subarray(frame * melBins, (frame + 1) * melBins);
  return bins.indexOf(Math.max(...bins));
};

test.each([0.9, 1.1])('a warp by %d moves a tone to the bin of another tone', (factor) => {
  for (const hz of [900, 1500, 2200, 3000]) {
    const warped = logMelOfSine(hz);
    warpFrequencies(warped, FEATURES, factor);
    const expected = logMelOfSine(hz / factor);
    for (const frame of [0, 1]) {
      expect(Math.abs(loudestBin(warped, frame) - loudestBin(expected, frame))).toBeLessThanOrEqual(1);
    }
    expect(loudestBin(warped, 0)).not.toBe(loudestBin(logMelOfSine(hz), 0));
  }
});

test('a warp by 1 changes nothing, and extreme warps stay within the bins', () => {
  const features = logMelOfSine(700);
  const same = features.slice();
  warpFrequencies(same, FEATURES, 1);
  same.forEach((value, index) => {
    expect(value).toBeCloseTo(features[index]!, 5);
  });
  for (const factor of [0.1, 10]) {
    const level = new Float32Array(3 * melBins).fill(5);
    warpFrequencies(level, FEATURES, factor);
    expect(level).toEqual(new Float32Array(3 * melBins).fill(5));
  }
});

/** The bins and frames that augmentation masks in features of 1. */
function masksOf(seed: number, frames: number): { bins: number[]; frames: number[] } {
  const features = new Float32Array(frames * melBins).fill(1);
  augment({ features, digits: [] }, FEATURES, new Random(seed));
  const isMasked = (frame: number, bin: number): boolean => Math.abs(features[frame * melBins + bin]!) < 0.5;
  const range = (length: number): number[] => Array.from({ length }, (_, index) => index);
  const bins = range(melBins).filter((bin) => range(frames).every((frame) => isMasked(frame, bin)));
  const masked = range(frames).filter((frame) => range(melBins).every((bin) => isMasked(frame, bin)));
  for (const frame of range(frames)) {
    for (const bin of range(melBins)) {
      const expected = bins.includes(bin) || masked.includes(frame);
      if (isMasked(frame, bin) !== expected) throw new Error(`frame ${frame}, bin ${bin} of seed ${seed}`);
    }
  }
  return { bins, frames: masked };
}

test('masks a few adjacent bins and short stretches of frames', () => {
  const masks = Array.from({ length: 100 }, (_, seed) => masksOf(seed, 100));
  for (const { bins, frames } of masks) {
    expect(bins.length).toBeLessThanOrEqual(6);
    if (bins.length > 0) expect(bins.at(-1)! - bins[0]!).toBe(bins.length - 1);
    expect(frames.length).toBeLessThanOrEqual(8);
  }
  const mean = (lengths: readonly number[]) => lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  // 0 to 6 bins; 0 to 8 frames in 0.6 masks per second. The standard errors are 0.2 and 0.3.
  expect(Math.abs(mean(masks.map(({ bins }) => bins.length)) - 3)).toBeLessThan(0.8);
  expect(Math.abs(mean(masks.map(({ frames }) => frames.length)) - 2.4)).toBeLessThan(1.1);
});

test('augments examples shorter than a mask', () => {
  for (let seed = 0; seed < 50; seed++) expect(() => masksOf(seed, 1)).not.toThrow();
});
