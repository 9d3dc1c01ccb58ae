/** Zero crossings of the sinc on each side. With a Hann window, frequencies a quarter above the new band are 60 dB down. */
const ZERO_CROSSINGS = 16;

/** Weights of the input samples around an output sample, for each of its possible positions between two input samples. */
interface Interpolator {
  /** Output sample `index` lies `index * stride / phases` input samples from the start. */
  readonly stride: number;
  readonly phases: number;
  readonly taps: number;
  readonly weights: Float64Array;
}

const interpolators = new Map<string, Interpolator>();

/** Band-limited interpolation by a windowed sinc; rates are integers, in Hz. */
export function resample(samples: Float32Array, fromRate: number, toRate: number): Float32Array {
  if (fromRate === toRate) return samples;
  const { stride, phases, taps, weights } = interpolatorFor(fromRate, toRate);
  const output = new Float32Array(Math.ceil((samples.length * phases) / stride));
  for (let index = 0; index < output.length; index++) {
    const position = index * stride;
    const phase = position % phases;
    const start = (position - phase) / phases - taps / 2 + 1;
    const first = Math.max(0, -start);
    const last = Math.min(taps, samples.length - start);
    let sum = 0;
    for (let tap = first; tap < last; tap++) sum += weights[phase * taps + tap]! * samples[start + tap]!;
    output[index] = sum;
  }
  return output;
}

function interpolatorFor(fromRate: number, toRate: number): Interpolator {
  const key = `${fromRate}:${toRate}`;
  const cached = interpolators.get(key);
  if (cached) return cached;
  const interpolator = makeInterpolator(fromRate, toRate);
  interpolators.set(key, interpolator);
  return interpolator;
}

function makeInterpolator(fromRate: number, toRate: number): Interpolator {
  const divisor = greatestCommonDivisor(fromRate, toRate);
  const [stride, phases] = [fromRate / divisor, toRate / divisor];
  const band = Math.min(1, toRate / fromRate);
  const reach = ZERO_CROSSINGS / band;
  const taps = 2 * Math.ceil(reach);
  const weights = new Float64Array(phases * taps);
  for (let phase = 0; phase < phases; phase++) {
    for (let tap = 0; tap < taps; tap++) {
      const distance = tap - taps / 2 + 1 - phase / phases;
      if (Math.abs(distance) < reach)
        weights[phase * taps + tap] = band * sinc(band * distance) * hann(distance / reach);
    }
  }
  return { stride, phases, taps, weights };
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function hann(x: number): number {
  return Math.cos((Math.PI / 2) * x) ** 2;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
