import FFT from 'fft.js';
import { SAMPLE_RATE } from '../speech/read-wav';

/** What turns sound into features; saved with a model, which can read nothing else. */
export interface FeatureParameters {
  readonly sampleRate: number;
  /** Samples in a window, and from one window to the next. */
  readonly windowLength: number;
  readonly hopLength: number;
  readonly fftSize: number;
  readonly melBins: number;
  readonly lowestHz: number;
  readonly highestHz: number;
}

export const FEATURES: FeatureParameters = {
  sampleRate: SAMPLE_RATE,
  windowLength: 200,
  hopLength: 80,
  fftSize: 256,
  melBins: 40,
  lowestHz: 60,
  highestHz: 4000,
};

/** About the energy of the faintest noise in training, so that digital silence looks like it and not like nothing known. */
const ENERGY_FLOOR = 2e-6;

/** A triangle over the spectrum: `weights[0]` belongs to the FFT bin `firstBin`. */
export interface MelFilter {
  readonly firstBin: number;
  readonly weights: readonly number[];
}

/** Log-mel energies, window by window: `frames * melBins` values for `frames` windows. */
export class LogMel {
  readonly filters: readonly MelFilter[];
  private readonly fft: FFT;
  private readonly window: Float64Array;
  private readonly input: Float64Array;
  private readonly spectrum: Float64Array;
  private readonly power: Float64Array;

  constructor(readonly parameters: FeatureParameters = FEATURES) {
    const { fftSize, windowLength } = parameters;
    this.fft = new FFT(fftSize);
    this.filters = melFilters(parameters);
    this.window = hann(windowLength);
    this.input = new Float64Array(fftSize);
    this.spectrum = new Float64Array(2 * fftSize);
    this.power = new Float64Array(fftSize / 2 + 1);
  }

  /** Windows that fit into so many samples; what is shorter than one window is padded with zeros to one. */
  frames(samples: number): number {
    const { windowLength, hopLength } = this.parameters;
    return 1 + Math.floor(Math.max(0, samples - windowLength) / hopLength);
  }

  compute(samples: Float32Array): Float32Array {
    const { hopLength, melBins } = this.parameters;
    const frames = this.frames(samples.length);
    const features = new Float32Array(frames * melBins);
    for (let frame = 0; frame < frames; frame++) {
      this.computePower(samples, frame * hopLength);
      for (let mel = 0; mel < melBins; mel++) {
        const { firstBin, weights } = this.filters[mel]!;
        let energy = 0;
        for (let bin = 0; bin < weights.length; bin++) energy += weights[bin]! * this.power[firstBin + bin]!;
        features[frame * melBins + mel] = Math.log(energy + ENERGY_FLOOR);
      }
    }
    return features;
  }

  private computePower(samples: Float32Array, start: number): void {
    const { window, input, spectrum, power } = this;
    const length = Math.min(window.length, samples.length - start);
    for (let index = 0; index < length; index++) input[index] = samples[start + index]! * window[index]!;
    input.fill(0, Math.max(0, length));
    this.fft.realTransform(spectrum, input);
    for (let bin = 0; bin < power.length; bin++) {
      power[bin] = spectrum[2 * bin]! ** 2 + spectrum[2 * bin + 1]! ** 2;
    }
  }
}

/**
 * Mean 0 in each mel bin, so that the microphone drops out, and variance 1 over all of them, so that loudness against the
 * noise does; in place. Variance 1 in each bin would make a single short digit look unlike the same one in a long utterance.
 */
export function normalize(features: Float32Array, melBins: number): void {
  let squares = 0;
  for (let mel = 0; mel < melBins; mel++) {
    let sum = 0;
    for (let at = mel; at < features.length; at += melBins) sum += features[at]!;
    const mean = (sum * melBins) / features.length;
    for (let at = mel; at < features.length; at += melBins) {
      features[at]! -= mean;
      squares += features[at]! ** 2;
    }
  }
  const scale = 1 / Math.sqrt(squares / features.length + 1e-5);
  for (let at = 0; at < features.length; at++) features[at]! *= scale;
}

function hann(length: number): Float64Array {
  return Float64Array.from({ length }, (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (index + 0.5)) / length));
}

const toMel = (hz: number): number => 2595 * Math.log10(1 + hz / 700);
const toHz = (mel: number): number => 700 * (10 ** (mel / 2595) - 1);

/** From a mel bin to the frequency of its centre in Hz, and back; the bins lie evenly on the mel scale. */
export function melScale({ melBins, lowestHz, highestHz }: FeatureParameters): {
  toHz: (bin: number) => number;
  toBin: (hz: number) => number;
} {
  const step = (toMel(highestHz) - toMel(lowestHz)) / (melBins + 1);
  return {
    toHz: (bin) => toHz(toMel(lowestHz) + (bin + 1) * step),
    toBin: (hz) => (toMel(hz) - toMel(lowestHz)) / step - 1,
  };
}

/** Triangles of equal width in mel, each from the centre of the one before to the centre of the one after. */
function melFilters(parameters: FeatureParameters): MelFilter[] {
  const { fftSize, sampleRate, melBins } = parameters;
  const scale = melScale(parameters);
  const fftBin = (mel: number): number => (scale.toHz(mel) * fftSize) / sampleRate;
  return Array.from({ length: melBins }, (_, mel) => {
    const [low, centre, high] = [fftBin(mel - 1), fftBin(mel), fftBin(mel + 1)];
    const weight = (bin: number): number =>
      Math.max(0, Math.min((bin - low) / (centre - low), (high - bin) / (high - centre)));
    const firstBin = Math.ceil(low);
    const bins = Math.max(0, Math.floor(high) - firstBin + 1);
    return { firstBin, weights: Array.from({ length: bins }, (_, bin) => weight(firstBin + bin)) };
  });
}
