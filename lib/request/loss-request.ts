import { types } from 'node:util';
import { CtcError } from '../check/errors';
import { checkOptionNames } from '../check/option-names';
import { readName } from '../check/simple-options';
import { checkAttached, lengthOf, shareMemory } from '../check/typed-arrays';
import { wrongType } from '../check/wrong-value';
import type { CallBlock } from '../native/call-block';
import { readBatchOptions, takeScores } from './batch-options';
import { readInfeasible } from './feasibility';
import { LABELLED_BATCH_OPTIONS, type LabelledBatch, readLabelledBlock } from './labelled-batch';
import { checkSize, type Scores } from './scores';

/** How the losses of a batch become one number; see CtcRequest. */
export type Reduction = 'none' | 'sum' | 'batchMean' | 'labelMean' | 'volumeMean';

/** A batch of scores with the labels that they should spell. */
export interface CtcRequest extends LabelledBatch {
  /**
   * How the losses become `loss`, and the gradient that of `loss`:
   * - 'none', the default: not at all; the gradient is that of the sum of losses, each times its `lossGradient`
   * - 'sum': the sum of losses
   * - 'batchMean': their sum / batch (as Keras)
   * - 'labelMean': the mean over samples of loss / max(labels, 1) (as PyTorch's 'mean')
   * - 'volumeMean': their sum / number of labels of all samples, at least 1
   */
  readonly reduction?: Reduction | undefined;
  /**
   * What becomes of an infeasible sample, one whose frames cannot hold its labels, or whose scores give every alignment a
   * probability of 0. Its gradient is 0 and its status 1, and
   * - 'inf', the default: its loss is +infinity
   * - 'zero': its loss is 0, and it counts in means
   * - 'skip': its loss is +infinity, but `loss` is reduced as if the sample were not there: 0 if none is left
   * - 'throw': the call throws ERR_CTC_INFEASIBLE, which names the first such sample; a gradient array that was given may
   *   have been written
   */
  readonly infeasible?: 'inf' | 'zero' | 'skip' | 'throw' | undefined;
  /** d(objective) / d(loss) of each sample, [batch]: what its gradient is multiplied by. For reduction 'none' only. */
  readonly lossGradient?: Float32Array | undefined;
  /** true, the default: a new array; false: the losses only, which is cheaper; an array like the scores: written in place. */
  readonly gradient?: boolean | Float32Array | undefined;
}

/** A request read once and found right. No label or length of the caller's is needed any more. */
export interface CheckedRequest {
  readonly block: CallBlock;
  readonly scores: Float32Array;
  /** The caller's array for the gradient, or whether a new one is wanted. */
  readonly gradient: Float32Array | boolean;
  readonly reduction: Reduction;
  readonly infeasible: NonNullable<CtcRequest['infeasible']>;
}

/** What the caller of readRequest wants of it. */
export interface Reading {
  /** How many threads a request has that does not say. */
  readonly threads: number;
  /** Whether to copy the scores, too. */
  readonly ownScores?: boolean;
  /** Whether the block shall have room for the blank's shares. */
  readonly withBlankShares?: boolean;
}

const OPTIONS: ReadonlySet<string> = new Set([
  ...LABELLED_BATCH_OPTIONS,
  'reduction',
  'infeasible',
  'lossGradient',
  'gradient',
] satisfies (keyof CtcRequest)[]);

const REDUCTIONS = ['none', 'sum', 'batchMean', 'labelMean', 'volumeMean'] as const;

/**
 * Reads every option once, checks it, and copies labels and lengths. The caller's code may run meanwhile (getters,
 * proxies), so the arrays that stay the caller's are measured again at the end.
 *
 * @throws {CtcError}
 */
export function readRequest(request: CtcRequest, reading: Reading): CheckedRequest {
  checkOptionNames(request, OPTIONS, 'request');
  const { logits, logProbs, probs, shape, layout, labels, labelLengths, labelPadding, inputLengths, blank } = request;
  const { mergeRepeated, collapseRepeatedLabels, reduction, infeasible, lossGradient, gradient, threads } = request;

  const checked = readBatchOptions(
    { logits, logProbs, probs, shape, layout, inputLengths, blank, mergeRepeated, threads },
    reading.threads,
  );
  const { given, dimensions, header } = checked;
  const reductionName = readName(reduction, 'reduction', REDUCTIONS);
  const policy = readInfeasible(infeasible);
  checkLossGradient(lossGradient, reductionName);
  const wantedGradient = readGradient(gradient);

  const block = readLabelledBlock(
    header,
    { labels, labelLengths, labelPadding, inputLengths, collapseRepeatedLabels },
    { zeroInfeasible: policy === 'zero', withBlankShares: reading.withBlankShares ?? false },
  );

  const scores = takeScores(checked, reading.ownScores ?? false);
  if (lossGradient !== undefined) copyLossGradient(lossGradient, block);
  if (typeof wantedGradient === 'object') checkGradient(wantedGradient, dimensions, given);
  return { block, scores, gradient: wantedGradient, reduction: reductionName, infeasible: policy };
}

function readGradient(gradient: unknown): Float32Array | boolean {
  if (gradient === undefined) return true;
  if (typeof gradient === 'boolean' || types.isFloat32Array(gradient)) return gradient;
  throw wrongType(gradient, 'gradient', 'true, false, or a Float32Array to write it to');
}

function checkGradient(gradient: Float32Array, shape: readonly number[], { name, array }: Scores): void {
  checkSize(gradient, 'gradient', shape);
  if (!shareMemory(gradient, array)) return;
  throw new CtcError('ERR_CTC_OVERLAP', `gradient shares memory with ${name}: expected an array of its own`, {
    argument: 'gradient',
  });
}

function checkLossGradient(lossGradient: unknown, reduction: Reduction): void {
  if (lossGradient === undefined) return;
  if (!types.isFloat32Array(lossGradient)) {
    throw wrongType(lossGradient, 'lossGradient', 'a Float32Array, one number for each sample');
  }
  if (reduction === 'none') return;
  throw new CtcError(
    'ERR_CTC_CONFLICT',
    `lossGradient is given with reduction '${reduction}': expected reduction 'none', because a reduced loss is one number ` +
      'and not one for each sample; multiply the gradient by its factor instead',
    { argument: 'lossGradient' },
  );
}

function copyLossGradient(lossGradient: Float32Array, block: CallBlock): void {
  const size = lengthOf(lossGradient);
  if (size !== block.batch) {
    checkAttached(lossGradient, 'lossGradient');
    throw new CtcError(
      'ERR_CTC_SIZE',
      `lossGradient has ${size} elements: expected ${block.batch}, one for each sample`,
      { argument: 'lossGradient' },
    );
  }
  block.setLossGradient(lossGradient);
}
