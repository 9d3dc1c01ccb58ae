import type { Case } from './cases';
import type { Machine } from './machine';
import type { MissingPeer } from './peers';
import type { Timing } from './rounds';

/** Names of the contenders that are always there; the others are peers. */
export const OURS = 'ours';
export const OURS_NEW_ARRAY = 'ours, new gradient array';
export const OURS_LOSS_ONLY = 'ours, loss only';
export const TEXTBOOK = 'textbook';
export const COPY = 'copy';

/** What a run measured, as `--json` writes it. Times are in milliseconds. */
export interface Run {
  readonly version: string;
  readonly date: string;
  readonly machine: Machine;
  readonly kernel: string;
  readonly threads: number;
  readonly threading: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly peers: readonly { readonly name: string; readonly version: string }[];
  readonly missing: readonly MissingPeer[];
  readonly cases: readonly CaseResult[];
  readonly scaling?: readonly Curve[];
}

export interface CaseResult extends Case {
  /** Frames of all samples that are not padding. */
  readonly frames: number;
  readonly timings: Readonly<Record<string, Timing>>;
  /** Median of ours over the frames. */
  readonly microsecondsPerFrame: number;
  /** Logits read and gradient written in the median time of ours, in 1e9 bytes a second. */
  readonly gigabytesPerSecond: number;
  /** Median of ours over the copy's: how many copies of the same memory ours takes. */
  readonly copies?: number;
  /** Median of the others over ours: how many times faster ours is. */
  readonly speedups: Readonly<Record<string, number>>;
  /** Largest difference of a gradient element from the reference in double precision; null: one is not a number. */
  readonly gradientErrors: Readonly<Record<string, number | null>>;
  /** Largest difference of a loss from the reference, in nats; null: one is not a number. */
  readonly lossErrors: Readonly<Record<string, number | null>>;
  /** Peers that could not do this case, and why. */
  readonly failures: Readonly<Record<string, string>>;
}

/** How the time of ours grows with one dimension while the others stay. */
export interface Curve {
  readonly dimension: Dimension;
  /** The dimensions that stay, and where the curve begins. */
  readonly from: Case;
  readonly points: readonly { readonly size: number; readonly milliseconds: number }[];
  /** p where the time grows as size to the power of p, over the largest sizes: 1 is linear. */
  readonly exponent: number;
}

export type Dimension = 'batch' | 'time' | 'classes' | 'labels';
