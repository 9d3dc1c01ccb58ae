import type { Tensor } from '@tensorflow/tfjs';
import { CtcError } from '../../check/errors';
import { checkTensor, INTEGER_DTYPES, readIntegers } from '../tensors/tensor-arguments';

/**
 * Packed targets are [batch, 2 + labels, 1]: frames, number of labels, labels, of each sample. They have three dimensions
 * with the last of size 1, which neither padded labels, [batch, labels], nor one-hot rows, [batch, labels, classes], have.
 */
export const PACKED_LENGTHS = 2;

/** What a model is to spell, out of the targets that `fit` was given. */
export interface Targets {
  /** One array for each sample; with padding, if the targets were not packed. */
  readonly labels: readonly (Int32Array | readonly number[])[];
  /** Frames of each sample, if the targets carry them. */
  readonly inputLengths: number[] | undefined;
}

export function readTargets(yTrue: Tensor, batch: number): Targets {
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
  if (!isPacked) return { labels: rows, inputLengths: undefined };
  return { labels: rows.map(unpackLabels), inputLengths: rows.map((row) => row[0]!) };
}

function unpackLabels(row: readonly number[], sample: number): number[] {
  const length = row[1];
  if (length !== undefined && Number.isInteger(length) && length >= 0 && length <= row.length - PACKED_LENGTHS) {
    return row.slice(PACKED_LENGTHS, PACKED_LENGTHS + length);
  }
  throw new CtcError(
    'ERR_CTC_RANGE',
    `yTrue[${sample}] has three dimensions and is no row of packTargets: its second number, ${length}, is no number of ` +
      `labels from 0 to ${row.length - PACKED_LENGTHS}; expected labels, [batch, labels], or the result of packTargets`,
    { argument: 'yTrue', sample },
  );
}
