import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root';

/** What scripts/make-golden/with_keras_names.py writes. */
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
  /** What the beam search had found before Keras merged the repeats of it. */
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

/** What Keras' 1e-7 more of each probability does. */
export const EPSILON_TOLERANCE = 3e-5;
