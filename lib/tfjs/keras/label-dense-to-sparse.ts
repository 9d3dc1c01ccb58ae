import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { copyLengths } from '../../request/lengths';
import { checkTensor, expectTensor, INTEGER_DTYPES, readIntegers, readRows } from '../tensors/tensor-arguments';
import type { Tfjs } from '../tensors/tfjs';

/** The parts of a sparse matrix; TensorFlow.js has no sparse tensors. */
export interface SparseLabels {
  /** Row and column of each value, [values, 2], int32, in row order. */
  readonly indices: Tensor2D;
  /** The labels, [values], int32. */
  readonly values: Tensor1D;
  /** The shape of the dense matrix, [samples, width]. */
  readonly denseShape: [number, number];
}

export function ctcLabelDenseToSparse(tf: Tfjs, labels: Tensor, labelLengths: Tensor): SparseLabels {
  const dense = expectTensor(labels, 'labels');
  const lengthsTensor = expectTensor(labelLengths, 'labelLengths');
  checkTensor(dense, {
    argument: 'labels',
    dtypes: INTEGER_DTYPES,
    shape: [null, null],
    meaning: 'class numbers, [samples, labels]',
  });
  const [samples, width] = dense.shape as [number, number];
  checkTensor(lengthsTensor, {
    argument: 'labelLengths',
    dtypes: INTEGER_DTYPES,
    shape: [samples],
    meaning: `[${samples}], one for each sample`,
  });
  const lengths = copyLengths(readIntegers(lengthsTensor), {
    argument: 'labelLengths',
    batch: samples,
    most: width,
    expected: `a number of labels from 0 to ${width}, the width of labels`,
    hint: () => '',
  });
  const rows = readRows(dense) as (Int32Array | number[])[];
  const indices = lengths.flatMap((length, row) => Array.from({ length }, (_, column) => [row, column]));
  const values = indices.map(([row, column]) => rows[row!]![column!]!);
  return {
    indices: tf.tensor(indices.flat(), [indices.length, 2], 'int32'),
    values: tf.tensor1d(values, 'int32'),
    denseShape: [samples, width],
  };
}
