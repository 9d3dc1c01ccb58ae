import { BLANK, CLASSES } from './alphabet';
import { scoreFrames } from './network';

/** Scores of a batch, with the option names of the library's calls. */
export interface Scores {
  /** Unnormalised, `[batch, time, CLASSES]`. */
  readonly logits: Float32Array;
  readonly shape: readonly [batch: number, time: number, classes: number];
  /** Score frames of each example, without padding. */
  readonly inputLengths: readonly number[];
  readonly blank: number;
}

/** @param frames feature frames of each example, without padding */
export function toScores(logits: Float32Array, frames: readonly number[]): Scores {
  const time = logits.length / (frames.length * CLASSES);
  return { logits, shape: [frames.length, time, CLASSES], inputLengths: frames.map(scoreFrames), blank: BLANK };
}
