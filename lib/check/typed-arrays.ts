import { types } from 'node:util';
import { CtcError } from './errors';

/** The getters of every typed array, whatever realm or subclass it is from and whatever properties it was given. */
const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;

function getterOf<T>(name: string | symbol): (array: object) => T {
  const get = Object.getOwnPropertyDescriptor(typedArray, name)?.get as (this: object) => T;
  return (array) => get.call(array);
}

/** Number of elements; 0 when the buffer is detached or has shrunk below the view. */
export const lengthOf = getterOf<number>('length');
/** The name of the kind, such as 'Float32Array'. */
export const kindOf = getterOf<string>(Symbol.toStringTag);
const bufferOf = getterOf<ArrayBufferLike>('buffer');
const byteOffsetOf = getterOf<number>('byteOffset');
const byteLengthOf = getterOf<number>('byteLength');

/** Whether two views see a common byte of one buffer object. Empty views see none. */
export function shareMemory(one: ArrayBufferView, other: ArrayBufferView): boolean {
  return (
    bufferOf(one) === bufferOf(other) &&
    byteOffsetOf(one) < byteOffsetOf(other) + byteLengthOf(other) &&
    byteOffsetOf(other) < byteOffsetOf(one) + byteLengthOf(one) &&
    byteLengthOf(one) > 0 &&
    byteLengthOf(other) > 0
  );
}

/**
 * Says of a view that is too short why it is, if its memory has gone.
 *
 * @param where the view as the caller would write it, such as `labels[3]`
 * @throws {CtcError} ERR_CTC_DETACHED
 */
export function checkAttached(view: ArrayBufferView, where: string): void {
  if (!isDetached(view)) return;
  throw new CtcError('ERR_CTC_DETACHED', `${where} is detached: its memory was transferred elsewhere`, {
    argument: where.replace(/\[.*/, ''),
  });
}

function isDetached(view: ArrayBufferView): boolean {
  const buffer = bufferOf(view);
  if (types.isSharedArrayBuffer(buffer) || buffer.byteLength > 0) return false;
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}
