import { ctcLossSync, errorRate } from 'ctc-native';
import type { Batch } from '../model/batch';
import { decodeGreedily } from '../model/greedy-decoding';
import type { Recognizer } from '../model/recognizer';
import type { Clip } from '../speech/clips';
import { composeEvaluationSet } from '../speech/utterances';
import { Random } from '../support/random';

/** Fixed, so that every training is evaluated on the same utterances. */
const HELD_OUT_SEED = 98;
const UTTERANCES_PER_LENGTH = 40;

/** How well a network does on the held-out set. */
export interface HeldOutResult {
  /** Mean over the utterances, in nats. */
  readonly loss: number;
  /** With greedy decoding. */
  readonly labelErrorRate: number;
}

/** The held-out set: one batch for each number of digits. */
export function heldOutBatches(recognizer: Recognizer, clips: readonly Clip[]): Batch[] {
  const groups = composeEvaluationSet(clips, UTTERANCES_PER_LENGTH, new Random(HELD_OUT_SEED));
  return groups.map((utterances) => recognizer.batchUtterances(utterances));
}

export function evaluateHeldOut(recognizer: Recognizer, batches: readonly Batch[]): HeldOutResult {
  let loss = 0;
  const readings = batches.flatMap((batch) => {
    const scores = recognizer.score(batch);
    const request = { ...scores, labels: batch.labels, gradient: false, infeasible: 'zero' } as const;
    loss += ctcLossSync(request).losses.reduce((sum, each) => sum + each, 0);
    return decodeGreedily(scores);
  });
  const spoken = batches.flatMap(({ labels }) => labels);
  return { loss: loss / spoken.length, labelErrorRate: errorRate(spoken, readings) };
}
