import { TIME_STRIDE } from './network';

/** Normalised features of an utterance, frame by frame, and the digits spoken. */
export interface Example {
  readonly features: Float32Array;
  readonly digits: readonly number[];
}

/** Examples padded with zeros to a common length. */
export interface Batch {
  readonly features: Float32Array;
  readonly shape: [batch: number, frames: number, melBins: number];
  /** Feature frames of each example, without padding. */
  readonly frames: readonly number[];
  readonly labels: readonly (readonly number[])[];
}

export function toBatch(examples: readonly Example[], melBins: number): Batch {
  const frames = examples.map(({ features }) => features.length / melBins);
  const longest = Math.ceil(Math.max(...frames) / TIME_STRIDE) * TIME_STRIDE;
  const features = new Float32Array(examples.length * longest * melBins);
  examples.forEach((example, index) => {
    features.set(example.features, index * longest * melBins);
  });
  return { features, shape: [examples.length, longest, melBins], frames, labels: examples.map(({ digits }) => digits) };
}
