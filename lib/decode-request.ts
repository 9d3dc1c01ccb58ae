import { allocate } from './allocate';
import {
  type BatchOptions,
  type CheckedBatch,
  copyInputLengths,
  readBatchOptions,
  setInputLengths,
  takeScores,
} from './batch-options';
import { CallBlock } from './call-block';

/** A batch without labels, read once and found right. */
export interface CheckedDecodeRequest {
  readonly block: CallBlock;
  readonly scores: Float32Array;
}

export interface DecodeReading {
  /** How many threads a request has that does not say. */
  readonly threads: number;
  /** Whether to copy the scores, too. */
  readonly ownScores: boolean;
}

/** Reads every option of a batch once, checks it, and copies the lengths; the names are the caller's to check. */
export function readDecodeRequest(request: BatchOptions, reading: DecodeReading): CheckedDecodeRequest {
  const { logits, logProbs, probs, shape, layout, inputLengths, blank, mergeRepeated, threads } = request;
  const checked = readBatchOptions(
    { logits, logProbs, probs, shape, layout, inputLengths, blank, mergeRepeated, threads },
    reading.threads,
  );
  const frames = copyInputLengths(inputLengths, checked);
  const block = newBlock(checked, 0);
  setInputLengths(block, frames);
  return { block, scores: takeScores(checked, reading.ownScores) };
}

function newBlock({ header }: CheckedBatch, labelsSize: number): CallBlock {
  return allocate(
    () => new CallBlock({ ...header, zeroInfeasible: false, labelsSize, withBlankShares: false }),
    'the lengths',
  );
}
