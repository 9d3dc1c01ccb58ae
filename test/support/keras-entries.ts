import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root';

/** The entries written by scripts/make-golden/with_keras_names.py. */
interface BatchCostEntry {
  readonly call: 'ctc_batch_cost';
  readonly name: string;
  readonly yTrue: number[][];
  readonly yPred: number[][][];
  readonly inputLength: number[];
  readonly labelLength: number[];
  readonly cost: number[][];
  readonly gradient: number[];
}
interface DecodeEntry {
  readonly call: 'ctc_decode';
  readonly name: string;
  readonly yPred: number[][][];
  readonly inputLength: number[];
  readonly options: { readonly greedy?: boolean; readonly beam_width?: number; readonly top_paths?: number };
  /** [paths][samples][time] */
  readonly decoded: number[][][];
  readonly logProb: number[][];
  /** The result of the beam search before Keras merges its repeats. */
  readonly unmerged?: number[][][];
}
interface SparseEntry {
  readonly call: 'ctc_label_dense_to_sparse';
  readonly labels: number[][];
  readonly labelLengths: number[];
  readonly indices: number[][];
  readonly values: number[];
  readonly denseShape: number[];
}
type Entry = BatchCostEntry | DecodeEntry | SparseEntry;

const { entries } = JSON.parse(readFileSync(join(root, 'test', 'golden', 'tfjs', 'keras_names.json'), 'utf8')) as {
  entries: Entry[];
};
/** The entries of one of the three calls. */
export const entriesOf = <Call extends Entry['call']>(call: Call) =>
  entries.filter((entry) => entry.call === call) as Extract<Entry, { call: Call }>[];

/** The effect of the 1e-7 that Keras adds to each probability. */
export const EPSILON_TOLERANCE = 3e-5;
