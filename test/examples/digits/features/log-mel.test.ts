import { FEATURES, LogMel } from '../../../../examples/digits/features/log-mel';
import { Random } from '../../../../examples/digits/support/random';

const { sampleRate, windowLength, hopLength, fftSize, melBins } = FEATURES;

const sine = (hz: number, samples: number): Float32Array =>
  Float32Array.from({ length: samples }, (_, index) => Math.sin((2 * Math.PI * hz * index) / sampleRate));

const melOf = (hz: number): number => 2595 * Math.log10(1 + hz / 700);

/** From the definitions; shares only the parameters with the code under test. */
function naiveLogMel(samples: Float32Array, frame: number): number[] {
  const power = Array.from({ length: fftSize / 2 + 1 }, (_, bin) => {
    let [real, imaginary] = [0, 0];
    for (let index = 0; index < windowLength; index++) {
      const windowed = samples[frame * hopLength + index]! * Math.sin((Math.PI * (index + 0.5)) / windowLength) ** 2;
      real += windowed * Math.cos((2 * Math.PI * bin * index) / fftSize);
      imaginary -= windowed * Math.sin((2 * Math.PI * bin * index) / fftSize);
    }
    return real ** 2 + imaginary ** 2;
  });
  const low = melOf(FEATURES.lowestHz);
  const width = (melOf(FEATURES.highestHz) - low) / (melBins + 1);
  const hz = (edge: number): number => 700 * (10 ** ((low + edge * width) / 2595) - 1);
  return Array.from({ length: melBins }, (_, mel) => {
    let energy = 0;
    power.forEach((value, bin) => {
      const frequency = (bin * sampleRate) / fftSize;
      const rising = (frequency - hz(mel)) / (hz(mel + 1) - hz(mel));
      const falling = (hz(mel + 2) - frequency) / (hz(mel + 2) - hz(mel + 1));
      energy += value * Math.max(0, Math.min(rising, falling));
    });
    return Math.log(energy + 2e-6);
  });
}

test('windows are 25 ms long and start every 10 ms', () => {
  expect(windowLength / sampleRate).toBe(0.025);
  expect(hopLength / sampleRate).toBe(0.01);
});

test('log-mel energies equal those of a naive Fourier transform', () => {
  const random = new Random(1);
  const noise = Float32Array.from({ length: 1000 }, () => random.uniform(-0.5, 0.5));
  const features = new LogMel().compute(noise);
  expect(features.length).toBe(11 * melBins);
  for (const frame of [0, 5, 10]) {
    const expected = naiveLogMel(noise, frame);
    expected.forEach((value, mel) => {
      expect(features[frame * melBins + mel]).toBeCloseTo(value, 4);
    });
  }
});

test.each([200, 440, 1000, 2500, 3600])('a sine of %d Hz has its peak in its mel bin', (hz) => {
  const features = new LogMel().compute(sine(hz, 400));
  const row = [...features.subarray(melBins, 2 * melBins)];
  const loudest = row.indexOf(Math.max(...row));
  const width = (melOf(FEATURES.highestHz) - melOf(FEATURES.lowestHz)) / (melBins + 1);
  const centre = melOf(FEATURES.lowestHz) + (loudest + 1) * width;
  // The peak of an FFT bin may lie half a bin away from the sine.
  const halfBin = (melOf(hz + sampleRate / fftSize / 2) - melOf(hz - sampleRate / fftSize / 2)) / 2;
  expect(Math.abs(centre - melOf(hz))).toBeLessThan(width / 2 + halfBin);
});

test('every mel filter has a positive weight', () => {
  for (const { weights } of new LogMel().filters) {
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeGreaterThan(0);
  }
});

test.each([
  [0, 1],
  [100, 1],
  [windowLength, 1],
  [windowLength + hopLength - 1, 1],
  [windowLength + hopLength, 2],
])('%d samples give %d frames of finite features', (samples, frames) => {
  const features = new LogMel().compute(sine(440, samples));
  expect(features.length).toBe(frames * melBins);
  expect(features.every(Number.isFinite)).toBe(true);
});
