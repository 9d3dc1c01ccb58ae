import { allocate } from '../check/allocate';
import { CallBlock } from '../native/call-block';
import { copyInputLengths, readBatch, setInputLengths, takeScores } from './batch';
import { createLabelledBlock } from './labelled-block';
import type { BatchValues, LabelledBatchValues } from './options';

/** A validated request: labels and lengths are copied, the scores are not unless requested. */
export interface CheckedDecodeRequest {
  readonly block: CallBlock;
  readonly scores: Float32Array;
}

export interface DecodeReading {
  /** Default number of threads. */
  readonly threads: number;
  /** Whether to copy the scores. */
  readonly ownScores: boolean;
}

const NO_FLAGS = { zeroInfeasible: false, withBlankShares: false };

/** A batch without labels, for the decoders. */
export function readDecodeRequest(values: BatchValues, { threads, ownScores }: DecodeReading): CheckedDecodeRequest {
  const batch = readBatch(values, threads);
  const frames = copyInputLengths(values.inputLengths, batch.header);
  const block = allocate(() => new CallBlock(batch.header, 0, NO_FLAGS), 'the lengths');
  setInputLengths(block, frames);
  return { block, scores: takeScores(batch, ownScores) };
}

/** A batch with labels, for the alignment. */
export function readAlignRequest(
  values: LabelledBatchValues,
  { threads, ownScores }: DecodeReading,
): CheckedDecodeRequest {
  const batch = readBatch(values, threads);
  const block = createLabelledBlock(batch.header, values, NO_FLAGS);
  return { block, scores: takeScores(batch, ownScores) };
}
