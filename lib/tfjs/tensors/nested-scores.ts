import { types } from 'node:util';
import type { Tensor } from '@tensorflow/tfjs';
import { CtcError } from '../../check/errors';
import { wrongType } from '../../check/wrong-value';
import type { Tfjs } from './tfjs';

/**
 * Converts scores in nested arrays to a tensor.
 *
 * @throws {CtcError} if arrays of one level differ in length, or an element is not a number
 */
export function tensorOfNested(tf: Tfjs, nested: readonly unknown[], name: string): Tensor {
  const dimensions: number[] = [];
  for (let first: unknown = nested; isList(first); first = first[0]) dimensions.push(first.length);
  checkNested(nested, [], dimensions, name);
  return tf.tensor(nested as number[], undefined, 'float32');
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || types.isTypedArray(value);
}

/** @param indices position of the value: `name[indices[0]][indices[1]]...` */
function checkNested(value: unknown, indices: number[], dimensions: readonly number[], name: string): void {
  const size = dimensions[indices.length];
  const where = () => name + indices.map((index) => `[${index}]`).join('');
  if (size === undefined) {
    if (typeof value === 'number') return;
    throw wrongType(value, where(), 'a number');
  }
  if (!isList(value)) throw wrongType(value, where(), `an array of ${size}`);
  if (value.length !== size) {
    const first = `${name}${'[0]'.repeat(indices.length)}`;
    throw new CtcError('ERR_CTC_SIZE', `${where()} has ${value.length} elements: expected ${size}, as ${first} has`, {
      argument: name,
    });
  }
  for (let index = 0; index < size; index++) {
    indices.push(index);
    checkNested(value[index], indices, dimensions, name);
    indices.pop();
  }
}
