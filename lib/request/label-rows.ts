import type { Integers } from './lengths';

/** Access to labels in any of the three forms. Only the lengths are copied and checked so far. */
export interface LabelRows {
  readonly form: 'per sample' | 'padded' | 'concatenated';
  /** Number of labels of each sample. */
  readonly lengths: readonly number[];
  /** Number of labels of all samples. */
  readonly total: number;
  /** The array with the labels of a sample: labels[sample], or the whole flat array. */
  readonly rowOf: (sample: number) => Integers;
  /** Index of the sample's first label in that array. */
  readonly startOf: (sample: number) => number;
  /** Number of elements of the sample, padding included. */
  readonly widthOf: (sample: number) => number;
}
