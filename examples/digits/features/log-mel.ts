import FFT from 'fft.js';
import { SAMPLE_RATE } from '../speech/samples';
import { type MelRange, melScale } from './mel-scale';

/** Parameters of the features; saved with a model, which works with no others. */
export interface FeatureParameters extends MelRange {
  readonly sampleRate: number;
  /** In samples. */
  readonly windowLength: number;
  /** Samples from one window to the next. */
  readonly hopLength: number;
  readonly fftSize: number;
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

/** About the energy of the faintest noise in training, so that digital silence looks like that noise. */
const ENERGY_FLOOR = 2e-6;

/** A triangular filter over the spectrum: `weights[0]` applies to the FFT bin `firstBin`. */
export interface MelFilter {
  readonly firstBin: number;
  readonly weights: readonly number[];
}

/** Computes log-mel energies, `[frames, melBins]`, one frame per window. */
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

  /** Windows that fit into `samples` samples; shorter input is padded with zeros to one window. */
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

function hann(length: number): Float64Array {
  return Float64Array.from({ length }, (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (index + 0.5)) / length));
}

/** Triangles of equal width in mel, each from the centre of the previous bin to the centre of the next. */
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
