import { diagnose } from 'ctc-native';
import type { Batch } from '../model/batch';
import type { Scores } from '../model/scores';

/** Posterior probability of the blank given the labels, averaged over the frames of a batch. */
export function blankShare(scores: Scores, labels: Batch['labels']): number {
  let blanks = 0;
  let allFrames = 0;
  for (const sample of diagnose({ ...scores, labels })) {
    blanks += sample.frames * sample.blankShare;
    allFrames += sample.frames;
  }
  return blanks / allFrames;
}
