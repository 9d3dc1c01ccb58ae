import type { Tensor } from '@tensorflow/tfjs';
import { describeValue } from '../../check/describe-value';
import { CtcError } from '../../check/errors';

/** Tensors are recognised by what they can do: there may be several copies of TensorFlow.js. */
export function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'dataSync' in value && 'dtype' in value && 'shape' in value;
}

/** @param dimensions what the shape must be, null where any size will do, and in words for the message */
export interface TensorRule {
  readonly argument: string;
  readonly shape: readonly (number | null)[];
  readonly meaning: string;
  readonly dtypes: readonly string[];
}

/** @throws {CtcError} before any data is read */
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
    throw new CtcError('ERR_CTC_DETACHED', `${argument} is disposed: its memory was given back`, { argument });
  }
  const came = value === undefined ? 'missing' : describeValue(value);
  throw new CtcError(
    value === undefined ? 'ERR_CTC_MISSING' : 'ERR_CTC_TYPE',
    `${argument} is ${came}: expected a tensor`,
    {
      argument,
    },
  );
}

/** Scores of any size, float32, [batch, time, classes]. @param meaning of the three dimensions, for the message */
export function expectScores(value: unknown, argument: string, meaning: string): Tensor {
  const scores = expectTensor(value, argument);
  checkTensor(scores, { argument, dtypes: ['float32'], shape: [null, null, null], meaning });
  return scores;
}

/** The data types that whole numbers come in: tf.tensor makes float32 of them unless it is told otherwise. */
export const INTEGER_DTYPES: readonly string[] = ['int32', 'float32'];

/** The tensor's numbers for a request, which checks that they are whole. */
export function readIntegers(tensor: Tensor): Int32Array | number[] {
  const values = tensor.dataSync();
  return tensor.dtype === 'int32' ? (values as Int32Array) : Array.from(values as Float32Array);
}

/** The rows of a matrix of whole numbers, or the numbers of a vector. */
export function readRows(tensor: Tensor): Int32Array | number[] | (Int32Array | number[])[] {
  const values = readIntegers(tensor);
  if (tensor.shape.length === 1) return values;
  const [rows, width] = tensor.shape as [number, number];
  return Array.from({ length: rows }, (_, row) => values.slice(row * width, (row + 1) * width));
}
