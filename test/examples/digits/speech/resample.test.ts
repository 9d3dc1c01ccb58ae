import { resample } from '../../../../examples/digits/speech/resample';

/** One second with an amplitude of 1000. */
const tone = (hz: number, rate: number): Float32Array =>
  Float32Array.from({ length: rate }, (_, index) => 1000 * Math.sin((2 * Math.PI * hz * index) / rate));

test('removes frequencies above the new band instead of aliasing them', () => {
  const rms = (samples: Float32Array): number =>
    Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length);
  expect(rms(resample(tone(7000, 22050), 22050, 8000).subarray(100, 7900))).toBeLessThan(1);
});
