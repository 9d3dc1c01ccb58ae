import type { Tensor } from '@tensorflow/tfjs';
import { CtcError } from '../../check/errors';
import { refuseClassesForFrames } from '../tensors/suspicious-lengths';
import { checkTensor, INTEGER_DTYPES, readIntegers } from '../tensors/tensor-arguments';
import { maskedLengths } from './output-mask';

/**
 * Packed targets are [batch, 2 + labels, 1], each row being: frames, number of labels, labels. Padded labels have two
 * dimensions, and one-hot rows have a last dimension of classes, so neither has this shape.
 */
export const PACKED_LENGTHS = 2;

/** The targets of a batch as options of a request. */
export interface Targets {
  readonly labels: readonly (Int32Array | readonly number[])[];
  /** Frames of each sample: from packed targets, or from the mask of the model's output; undefined if all frames count. */
  readonly inputLengths: number[] | undefined;
  /** Undefined for packed targets, whose rows have no padding. */
  readonly labelPadding: number | undefined;
}

export function readTargets(yTrue: Tensor, scores: Tensor, labelPadding: number | undefined): Targets {
  const batch = scores.shape[0]!;
  const isPacked = yTrue.shape.length === 3 && yTrue.shape[2] === 1;
  checkTensor(yTrue, {
    argument: 'yTrue',
    dtypes: INTEGER_DTYPES,
    shape: isPacked ? [batch, null, 1] : [batch, null],
    meaning:
      `labels, [${batch}, labels], or the result of packTargets: class numbers, not one-hot rows` +
      (yTrue.shape.length === 3 ? '; of one-hot rows, take yTrue.argMax(-1)' : ''),
  });
  const values = Array.from(readIntegers(yTrue));
  const width = yTrue.shape[1]!;
  const rows = Array.from({ length: batch }, (_, sample) => values.slice(sample * width, (sample + 1) * width));
  if (!isPacked) return { labels: rows, inputLengths: maskedLengths(scores), labelPadding };
  const inputLengths = rows.map((row) => row[0]!);
  const [, time, classes] = scores.shape as [number, number, number];
  refuseClassesForFrames(inputLengths, 'inputLengths', { time, classes });
  return { labels: rows.map(unpackLabels), inputLengths, labelPadding: undefined };
}

function unpackLabels(row: readonly number[], sample: number): number[] {
  const length = row[1];
  if (length !== undefined && Number.isInteger(length) && length >= 0 && length <= row.length - PACKED_LENGTHS) {
    return row.slice(PACKED_LENGTHS, PACKED_LENGTHS + length);
  }
  throw new CtcError(
    'ERR_CTC_RANGE',
    `yTrue[${sample}] has three dimensions and is not a row of packTargets: its second number is ${length}, expected a number ` +
      `of labels from 0 to ${row.length - PACKED_LENGTHS}; expected labels, [batch, labels], or the result of packTargets`,
    { argument: 'yTrue', sample },
  );
}
