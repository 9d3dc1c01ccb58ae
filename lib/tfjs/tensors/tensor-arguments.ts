import type { Tensor } from '@tensorflow/tfjs';
import { describeValue } from '../../check/describe-value';
import { CtcError } from '../../check/errors';

/** Duck-typed: there may be several copies of TensorFlow.js. */
export function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'dataSync' in value && 'dtype' in value && 'shape' in value;
}

export interface TensorRule {
  readonly argument: string;
  /** The expected shape; null allows any size. */
  readonly shape: readonly (number | null)[];
  /** The expected shape in words, for the message. */
  readonly meaning: string;
  readonly dtypes: readonly string[];
}

/** Checks dtype and shape without reading data. @throws {CtcError} */
export function checkTensor(tensor: Tensor, rule: TensorRule): void {
  const { argument, shape, meaning, dtypes } = rule;
  if (!dtypes.includes(tensor.dtype)) {
    throw new CtcError('ERR_CTC_TYPE', `${argument} has dtype ${tensor.dtype}: expected ${dtypes.join(' or ')}`, {
      argument,
    });
  }
  const fits =
    tensor.shape.length === shape.length && shape.every((size, i) => size === null || size === tensor.shape[i]);
  if (!fits) {
    throw new CtcError('ERR_CTC_SIZE', `${argument} has shape [${tensor.shape.join(', ')}]: expected ${meaning}`, {
      argument,
    });
  }
}

export function expectTensor(value: unknown, argument: string): Tensor {
  if (isTensor(value)) {
    if (!value.isDisposed) return value;
    throw new CtcError('ERR_CTC_DETACHED', `${argument} is disposed: expected a tensor that still has its data`, {
      argument,
    });
  }
  const what = value === undefined ? 'missing' : describeValue(value);
  throw new CtcError(
    value === undefined ? 'ERR_CTC_MISSING' : 'ERR_CTC_TYPE',
    `${argument} is ${what}: expected a tensor`,
    {
      argument,
    },
  );
}

/** Checks that scores are a float32 tensor of three dimensions. @param meaning of the dimensions, for the message */
export function expectScores(value: unknown, argument: string, meaning: string): Tensor {
  const scores = expectTensor(value, argument);
  checkTensor(scores, { argument, dtypes: ['float32'], shape: [null, null, null], meaning });
  return scores;
}

/** The dtypes of whole numbers: without an explicit dtype, tf.tensor creates float32. */
export const INTEGER_DTYPES: readonly string[] = ['int32', 'float32'];

/** The tensor's numbers. The request that takes them checks that they are whole. */
export function readIntegers(tensor: Tensor): Int32Array | number[] {
  const values = tensor.dataSync();
  return tensor.dtype === 'int32' ? (values as Int32Array) : Array.from(values as Float32Array);
}

/** The rows of a matrix, or the numbers of a vector. */
export function readRows(tensor: Tensor): Int32Array | number[] | (Int32Array | number[])[] {
  const values = readIntegers(tensor);
  if (tensor.shape.length === 1) return values;
  const [rows, width] = tensor.shape as [number, number];
  return Array.from({ length: rows }, (_, row) => values.slice(row * width, (row + 1) * width));
}
