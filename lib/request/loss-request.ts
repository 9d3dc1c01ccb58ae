import { CtcError } from '../check/errors';
import { checkAttached, lengthOf, shareMemory } from '../check/typed-arrays';
import type { CallBlock } from '../native/call-block';
import { readBatch, takeScores } from './batch';
import { createLabelledBlock } from './labelled-block';
import { type CtcRequest, type LossValues, lossReader } from './options';
import { checkSize, type Scores } from './scores';

/** A validated request: labels, lengths and the loss gradient are copied, the scores are not unless requested. */
export interface CheckedRequest extends Pick<LossValues, 'gradient' | 'reduction' | 'infeasible'> {
  readonly block: CallBlock;
  readonly scores: Float32Array;
}

export interface Reading {
  /** Default number of threads. */
  readonly threads: number;
  /** Whether to copy the scores. */
  readonly ownScores?: boolean;
  /** Whether to compute the blank's shares. */
  readonly withBlankShares?: boolean;
}

/**
 * Reads every option once, checks it, and copies labels and lengths. The caller's code may run meanwhile (getters,
 * proxies), so arrays that stay the caller's are measured again at the end.
 *
 * @throws {CtcError}
 */
export function readRequest(request: CtcRequest, reading: Reading): CheckedRequest {
  const values = lossReader.read(request);
  const batch = readBatch(values, reading.threads);
  const { reduction, infeasible, lossGradient, gradient } = values;
  if (lossGradient !== undefined) checkReduction(reduction);
  const block = createLabelledBlock(batch.header, values, {
    zeroInfeasible: infeasible === 'zero',
    withBlankShares: reading.withBlankShares ?? false,
  });
  const scores = takeScores(batch, reading.ownScores ?? false);
  if (lossGradient !== undefined) copyLossGradient(lossGradient, block);
  if (typeof gradient === 'object') checkGradient(gradient, batch.dimensions, batch.scores);
  return { block, scores, gradient, reduction, infeasible };
}

function checkGradient(gradient: Float32Array, shape: readonly number[], { name, array }: Scores): void {
  checkSize(gradient, 'gradient', shape);
  if (!shareMemory(gradient, array)) return;
  throw new CtcError('ERR_CTC_OVERLAP', `gradient shares memory with ${name}: expected a separate array`, {
    argument: 'gradient',
  });
}

function checkReduction(reduction: LossValues['reduction']): void {
  if (reduction === 'none') return;
  throw new CtcError(
    'ERR_CTC_CONFLICT',
    `lossGradient is given with reduction '${reduction}': expected reduction 'none', because a reduced loss is a single ` +
      'number; multiply the gradient by your factor instead',
    { argument: 'lossGradient' },
  );
}

function copyLossGradient(lossGradient: Float32Array, block: CallBlock): void {
  const size = lengthOf(lossGradient);
  if (size !== block.batch) {
    checkAttached(lossGradient, 'lossGradient');
    throw new CtcError('ERR_CTC_SIZE', `lossGradient has ${size} elements: expected ${block.batch}, one per sample`, {
      argument: 'lossGradient',
    });
  }
  block.setLossGradient(lossGradient);
}
