import { types } from 'node:util';
import { allocate } from './allocate';
import {
  BATCH_OPTIONS,
  type BatchOptions,
  copyInputLengths,
  readBatchOptions,
  setInputLengths,
  takeScores,
} from './batch-options';
import { CallBlock } from './call-block';
import { describeValue } from './describe-value';
import { CtcError } from './errors';
import { endAtPadding } from './label-padding';
import { copyLabels, type LabelRows, readLabelRows } from './labels';
import { checkOptionNames } from './option-names';
import type { Reduction } from './reduction';
import { checkAttached, checkSize, type Scores } from './scores';
import { readFlag, readInteger, readName } from './simple-options';
import { lengthOf, shareMemory } from './typed-arrays';

/** A batch of scores with the labels that they should spell. */
export interface CtcRequest extends BatchOptions {
  /**
   * Class numbers, without blanks: one array for each sample, or flat with `labelLengths` or `labelPadding`. Flat labels
   * are either padded, the same number of elements for each sample, or concatenated, as many as `labelLengths` add up to.
   * What lies beyond a sample's length is never read.
   */
  readonly labels: Int32Array | readonly number[] | readonly (Int32Array | readonly number[])[];
  /** How many labels each sample has, [batch]. Default: the length of each sample's array, less its padding. */
  readonly labelLengths?: Int32Array | readonly number[] | undefined;
  /** What padded labels end with: the first such value ends a sample's labels, and a label after it is an error. */
  readonly labelPadding?: number | undefined;
  /** Whether to leave one label of each run of equal ones first (TensorFlow's `preprocess_collapse_repeated`). Default false. */
  readonly collapseRepeatedLabels?: boolean | undefined;
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
   * What becomes of an infeasible sample, one whose frames cannot hold its labels. Its gradient is 0 and its status 1, and
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
  ...BATCH_OPTIONS,
  'labels',
  'labelLengths',
  'labelPadding',
  'collapseRepeatedLabels',
  'reduction',
  'infeasible',
  'lossGradient',
  'gradient',
] satisfies (keyof CtcRequest)[]);

const REDUCTIONS = ['none', 'sum', 'batchMean', 'labelMean', 'volumeMean'] as const;
const INFEASIBLE_POLICIES = ['inf', 'zero', 'skip', 'throw'] as const;

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
  const collapses = readFlag(collapseRepeatedLabels, 'collapseRepeatedLabels', false);
  const reductionName = readName(reduction, 'reduction', REDUCTIONS);
  const policy = readName(infeasible, 'infeasible', INFEASIBLE_POLICIES);
  checkLossGradient(lossGradient, reductionName);
  const wantedGradient = readGradient(gradient);

  const rows = readLabels(labels, labelLengths, labelPadding, header);
  const frames = copyInputLengths(inputLengths, checked);
  const block = allocate(
    () =>
      new CallBlock({
        ...header,
        zeroInfeasible: policy === 'zero',
        labelsSize: rows.total,
        withBlankShares: reading.withBlankShares ?? false,
      }),
    'the labels',
  );
  block.words.set(rows.lengths, block.labelLengthsAt);
  setInputLengths(block, frames);
  copyLabels(rows, block.words, block.labelsAt, header.classes, header.blank);
  if (collapses) block.collapseRepeatedLabels();

  const scores = takeScores(checked, reading.ownScores ?? false);
  if (lossGradient !== undefined) copyLossGradient(lossGradient, block);
  if (typeof wantedGradient === 'object') checkGradient(wantedGradient, dimensions, given);
  return { block, scores, gradient: wantedGradient, reduction: reductionName, infeasible: policy };
}

function readLabels(
  labels: unknown,
  labelLengths: unknown,
  labelPadding: unknown,
  { batch, classes, blank }: { batch: number; classes: number; blank: number },
): LabelRows {
  if (labelPadding === undefined) return readLabelRows(labels, labelLengths, batch, false);
  const expected = 'the whole number that the labels are padded with, such as -1';
  const padding = readInteger(labelPadding, 'labelPadding', -(2 ** 31), 2 ** 31 - 1, expected);
  const rows = readLabelRows(labels, undefined, batch, true);
  return endAtPadding(rows, labelLengths, { labelPadding: padding, classes, blank });
}

function readGradient(gradient: unknown): Float32Array | boolean {
  if (gradient === undefined) return true;
  if (typeof gradient === 'boolean' || types.isFloat32Array(gradient)) return gradient;
  throw new CtcError(
    'ERR_CTC_TYPE',
    `gradient is ${describeValue(gradient)}: expected true, false, or a Float32Array to write it to`,
    { argument: 'gradient' },
  );
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
    throw new CtcError(
      'ERR_CTC_TYPE',
      `lossGradient is ${describeValue(lossGradient)}: expected a Float32Array, one number for each sample`,
      { argument: 'lossGradient' },
    );
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
