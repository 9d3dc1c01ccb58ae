import { allocate } from '../check/allocate';
import { CallBlock } from '../native/call-block';
import { type BatchOptions, copyInputLengths, readBatchOptions, setInputLengths, takeScores } from './batch-options';
import { type LabelledBatch, readLabelledBlock } from './labelled-batch';

/** A batch, read once and found right. No label or length of the caller's is needed any more. */
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

const NO_FLAGS = { zeroInfeasible: false, withBlankShares: false };

/** Reads every option of a batch without labels once, checks it, and copies the lengths; the names are checked already. */
export function readDecodeRequest(request: BatchOptions, reading: DecodeReading): CheckedDecodeRequest {
  const { logits, logProbs, probs, shape, layout, inputLengths, blank, mergeRepeated, threads } = request;
  const checked = readBatchOptions(
    { logits, logProbs, probs, shape, layout, inputLengths, blank, mergeRepeated, threads },
    reading.threads,
  );
  const frames = copyInputLengths(inputLengths, checked.header);
  const block = allocate(() => new CallBlock(checked.header, 0, NO_FLAGS), 'the lengths');
  setInputLengths(block, frames);
  return { block, scores: takeScores(checked, reading.ownScores) };
}

/** The same for a batch with labels. */
export function readAlignRequest(request: LabelledBatch, reading: DecodeReading): CheckedDecodeRequest {
  const { logits, logProbs, probs, shape, layout, inputLengths, blank, mergeRepeated, threads } = request;
  const { labels, labelLengths, labelPadding, collapseRepeatedLabels } = request;
  const checked = readBatchOptions(
    { logits, logProbs, probs, shape, layout, inputLengths, blank, mergeRepeated, threads },
    reading.threads,
  );
  const options = { labels, labelLengths, labelPadding, inputLengths, collapseRepeatedLabels };
  const block = readLabelledBlock(checked.header, options, NO_FLAGS);
  return { block, scores: takeScores(checked, reading.ownScores) };
}
