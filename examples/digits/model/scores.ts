import { diagnose, greedyDecode } from 'ctc-native';
import { BLANK, CLASSES } from './alphabet';
import type { Batch } from './batch';
import { scoreFrames } from './network';

/** What a network makes of a batch, named as the library's calls want it. */
export interface Scores {
  /** Unnormalised, `[batch, time, CLASSES]`. */
  readonly logits: Float32Array;
  readonly shape: readonly [batch: number, time: number, classes: number];
  /** Frames of scores that belong to each example; the rest is padding. */
  readonly inputLengths: readonly number[];
  readonly blank: number;
}

/** @param frames the feature frames of each example that are not padding */
export function toScores(logits: Float32Array, frames: readonly number[]): Scores {
  const time = logits.length / (frames.length * CLASSES);
  return { logits, shape: [frames.length, time, CLASSES], inputLengths: frames.map(scoreFrames), blank: BLANK };
}

export function readGreedily(scores: Scores): number[][] {
  return greedyDecode(scores).map(({ labels }) => [...labels]);
}

/** The share of blanks in a batch: their posterior probability given the labels, mean over the frames. */
export function blankShare(scores: Scores, labels: Batch['labels']): number {
  let blanks = 0;
  let allFrames = 0;
  for (const sample of diagnose({ ...scores, labels })) {
    blanks += sample.frames * sample.blankShare;
    allFrames += sample.frames;
  }
  return blanks / allFrames;
}
