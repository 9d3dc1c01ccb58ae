import type { Integers } from './lengths';

/** Labels in any of their three forms, with a way to reach each. Nothing has been copied or checked but the lengths. */
export interface LabelRows {
  readonly form: 'per sample' | 'padded' | 'concatenated';
  /** How many labels each sample has. */
  readonly lengths: readonly number[];
  /** How many labels all samples have together. */
  readonly total: number;
  /** Where to read the labels of a sample: labels[sample], or all of the flat array. */
  readonly rowOf: (sample: number) => Integers;
  /** The index in that row of the sample's first label. */
  readonly startOf: (sample: number) => number;
  /** How many elements of the row are the sample's, padding included. */
  readonly widthOf: (sample: number) => number;
}
