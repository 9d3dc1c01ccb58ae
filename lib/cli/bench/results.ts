import type { Case } from './cases';
import type { Machine } from './machine';
import type { MissingPeer } from './peers';
import type { Timing } from './rounds';

/** Names of the contenders other than peers. */
export const OURS = 'ours';
export const OURS_NEW_ARRAY = 'ours, new gradient array';
export const OURS_LOSS_ONLY = 'ours, loss only';
export const TEXTBOOK = 'textbook';
/** Takes the place of {@link TEXTBOOK} where the benchmark's addon is not built. */
export const TEXTBOOK_IN_JAVASCRIPT = 'textbook in JavaScript';
export const COPY = 'copy';

/** The results of a run, as `--json` writes them. Times are in milliseconds. */
export interface Run {
  readonly version: string;
  readonly date: string;
  readonly machine: Machine;
  readonly kernel: string;
  readonly threads: number;
  readonly threading: string;
  readonly rounds: number;
  readonly seconds: number;
  /** Which textbook loop was measured. */
  readonly textbook: typeof TEXTBOOK | typeof TEXTBOOK_IN_JAVASCRIPT;
  readonly peers: readonly { readonly name: string; readonly version: string }[];
  readonly missing: readonly MissingPeer[];
  readonly cases: readonly CaseResult[];
  readonly scaling?: readonly Curve[];
}

export interface CaseResult extends Case {
  /** Valid frames of all samples. */
  readonly frames: number;
  readonly timings: Readonly<Record<string, Timing>>;
  /** Median time of ours per valid frame. */
  readonly microsecondsPerFrame: number;
  /** Logits read and gradient written in the median time of ours, in 1e9 bytes per second. */
  readonly gigabytesPerSecond: number;
  /** Median of ours divided by that of copying the same memory. */
  readonly copies: number;
  /** Median of another contender divided by that of ours: how many times faster ours is. */
  readonly speedups: Readonly<Record<string, number>>;
  /** Largest difference of a gradient element from the double-precision reference; null: NaN or infinity. */
  readonly gradientErrors: Readonly<Record<string, number | null>>;
  /** Largest difference of a loss from the reference, in nats; null: NaN or infinity. */
  readonly lossErrors: Readonly<Record<string, number | null>>;
  /** Peers that cannot compute this case, and why. */
  readonly failures: Readonly<Record<string, string>>;
}

/** How the time of ours grows with one dimension while the others stay the same. */
export interface Curve {
  readonly dimension: Dimension;
  /** The other dimensions. */
  readonly from: Case;
  readonly points: readonly { readonly size: number; readonly milliseconds: number }[];
  /** The time grows as size to this power, fitted to the largest sizes: 1 is linear. */
  readonly exponent: number;
}

export type Dimension = 'batch' | 'time' | 'classes' | 'labels';
