import { greedyDecode } from 'ctc-native';
import type { Scores } from './scores';

/** The digits read in each example of a batch. */
export function decodeGreedily(scores: Scores): number[][] {
  return greedyDecode(scores).map(({ labels }) => [...labels]);
}
