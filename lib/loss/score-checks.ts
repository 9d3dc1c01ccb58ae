import type { CallBlock } from '../native/call-block';
import { InputKind } from '../native/call-block';
import { Status } from '../native/status';

/** How far the sum of one frame's float32 probabilities may be from 1. */
const SUM_TOLERANCE = 1e-3;

/** How far below 0 rounding may take the loss of normalised log-probabilities, per frame. */
const LOSS_TOLERANCE = 1e-4;

/** Scores that are legal but probably passed under the wrong name. */
export type ScoreSuspicion =
  /** Every valid frame of the batch's logits is a probability distribution. */
  | { readonly kind: 'softmax twice' }
  /** A frame of probs does not sum to 1. */
  | { readonly kind: 'not normalised'; readonly frame: number; readonly sum: number }
  /** A loss of logProbs below 0, which is not -ln of a probability. Log-scores may have one, log-probabilities may not. */
  | { readonly kind: 'negative loss'; readonly loss: number };

/** A batch after the native call. */
export interface ScoredBatch {
  readonly block: CallBlock;
  readonly scores: Float32Array;
  readonly losses: ArrayLike<number>;
  readonly status: ArrayLike<number>;
}

/** @returns one entry per sample: the suspicion, or undefined */
export function suspectScores(batch: ScoredBatch): (ScoreSuspicion | undefined)[] {
  const { block, status } = batch;
  if (block.input === InputKind.Logits) {
    const suspicion: ScoreSuspicion | undefined = areDistributions(batch) ? { kind: 'softmax twice' } : undefined;
    return Array.from({ length: block.batch }, (_, sample) => (framesOf(block, sample) > 0 ? suspicion : undefined));
  }
  return Array.from({ length: block.batch }, (_, sample) => {
    if (status[sample] === Status.NotANumber) return undefined;
    return block.input === InputKind.Probs ? unnormalisedFrame(batch, sample) : negativeLoss(batch, sample);
  });
}

function areDistributions(batch: ScoredBatch): boolean {
  const { block } = batch;
  let frames = 0;
  for (let sample = 0; sample < block.batch; sample++) {
    for (let frame = 0; frame < framesOf(block, sample); frame++, frames++) {
      if (!(Math.abs(sumOfFrame(batch, sample, frame) - 1) <= SUM_TOLERANCE)) return false;
    }
  }
  return frames > 0 && block.classes > 1;
}

function unnormalisedFrame(batch: ScoredBatch, sample: number): ScoreSuspicion | undefined {
  for (let frame = 0; frame < framesOf(batch.block, sample); frame++) {
    const sum = sumOfFrame(batch, sample, frame);
    if (Math.abs(sum - 1) > SUM_TOLERANCE) return { kind: 'not normalised', frame, sum };
  }
  return undefined;
}

function negativeLoss({ block, losses }: ScoredBatch, sample: number): ScoreSuspicion | undefined {
  const loss = losses[sample]!;
  return loss < -LOSS_TOLERANCE * framesOf(block, sample) ? { kind: 'negative loss', loss } : undefined;
}

function framesOf({ words, inputLengthsAt }: CallBlock, sample: number): number {
  return words[inputLengthsAt + sample]!;
}

/** The sum of a frame's scores; NaN if one is NaN or below 0. */
function sumOfFrame({ block, scores }: ScoredBatch, sample: number, frame: number): number {
  const { batch, time, classes, timeMajor } = block;
  const start = (timeMajor ? frame * batch + sample : sample * time + frame) * classes;
  let sum = 0;
  for (let i = start; i < start + classes; i++) {
    if (!(scores[i]! >= 0)) return Number.NaN;
    sum += scores[i]!;
  }
  return sum;
}
