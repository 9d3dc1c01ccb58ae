import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { describeValue } from '../describe-value';
import { CtcError } from '../errors';
import { checkOptionNames } from '../option-names';
import type { TensorCtcRequest } from './ctc-loss';
import { checkTensor, expectTensor, INTEGER_DTYPES, readIntegers } from './tensor-arguments';

/** Options of a loss for `model.compile`. */
export interface ModelLossOptions {
  /** The class of the blank, default 0; a negative number counts from the end. */
  readonly blank?: TensorCtcRequest['blank'];
  /**
   * What stands in the targets where a sample has no more labels. The first such value ends the labels; a label after it
   * is an error. Default: every target is a label.
   */
  readonly labelPadding?: number | undefined;
  /** What an infeasible sample's loss is. Default 'inf'. */
  readonly infeasible?: TensorCtcRequest['infeasible'];
  /** How many threads may work on the batch. Default: as many as there are processors. */
  readonly threads?: TensorCtcRequest['threads'];
}

/**
 * @param yTrue labels, [batch, labels]
 * @param yPred logits, [batch, time, classes]
 * @returns the loss of each sample, [batch]; tfjs-layers takes the mean
 */
export type ModelLoss = (yTrue: Tensor, yPred: Tensor) => Tensor1D;

const OPTIONS: ReadonlySet<string> = new Set(['blank', 'labelPadding', 'infeasible', 'threads']);

const modelLosses = new WeakSet<object>();

export function isModelLoss(value: unknown): boolean {
  return typeof value === 'function' && modelLosses.has(value);
}

export function createModelLoss(
  ctcLoss: (request: TensorCtcRequest) => Tensor1D,
  options: ModelLossOptions = {},
): ModelLoss {
  checkOptionNames(options, OPTIONS, 'loss options');
  const { labelPadding, blank, infeasible, threads } = options;
  if (labelPadding !== undefined && !Number.isInteger(labelPadding)) {
    throw new CtcError('ERR_CTC_TYPE', `labelPadding is ${describeValue(labelPadding)}: expected a whole number`, {
      argument: 'labelPadding',
    });
  }
  const loss: ModelLoss = (yTrue, yPred) => {
    const targets = expectTensor(yTrue, 'yTrue');
    const logits = expectTensor(yPred, 'yPred');
    checkTensor(logits, {
      argument: 'yPred',
      dtypes: ['float32'],
      shape: [null, null, null],
      meaning: 'logits, [batch, time, classes]',
    });
    checkTensor(targets, {
      argument: 'yTrue',
      dtypes: INTEGER_DTYPES,
      shape: [logits.shape[0]!, null],
      meaning: `labels, [${logits.shape[0]}, labels]: class numbers, not one-hot rows`,
    });
    const [batch, width] = targets.shape as [number, number];
    const labels = readIntegers(targets);
    const labelLengths = unpaddedLengths(labels, batch, width, labelPadding);
    return ctcLoss({ logits, labels, labelLengths, blank, infeasible, threads });
  };
  modelLosses.add(loss);
  return loss;
}

/** How many labels of each row of [batch, width] come before the padding. */
function unpaddedLengths(
  labels: Int32Array | number[],
  batch: number,
  width: number,
  labelPadding: number | undefined,
): number[] {
  const lengths: number[] = [];
  for (let sample = 0; sample < batch; sample++) {
    const row = labels.slice(sample * width, (sample + 1) * width);
    if (labelPadding === undefined) refuseUnnamedPadding(row, sample);
    const found = labelPadding === undefined ? -1 : row.indexOf(labelPadding);
    const length = found < 0 ? width : found;
    const after = row.findIndex((label, position) => position > length && label !== labelPadding);
    if (after >= 0) {
      throw new CtcError(
        'ERR_CTC_RANGE',
        `labels[${sample}][${after}] is ${row[after]}: expected ${labelPadding}, the labelPadding, ` +
          `which ends the labels of the sample at labels[${sample}][${length}]`,
        { argument: 'labels', sample },
      );
    }
    lengths.push(length);
  }
  return lengths;
}

/** No class is negative, and rows mostly end in padding. */
function refuseUnnamedPadding(row: Int32Array | number[], sample: number): void {
  const last = row.at(-1);
  if (last === undefined || last >= 0) return;
  throw new CtcError(
    'ERR_CTC_RANGE',
    `labels[${sample}][${row.length - 1}] is ${last}, which is no class: if it is padding, name it: { labelPadding: ${last} }`,
    { argument: 'labels', sample },
  );
}
