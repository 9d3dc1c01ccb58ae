import { types } from 'node:util';
import { CtcError } from './errors';

/**
 * The prototype that defines the getters of all typed arrays. Calling its getters directly works across realms and ignores
 * properties that a subclass or the caller has defined over them.
 */
const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype) as object;

function getterOf<T>(name: string | symbol): (array: object) => T {
  const get = Object.getOwnPropertyDescriptor(typedArrayPrototype, name)?.get as (this: object) => T;
  return (array) => get.call(array);
}

/** Number of elements; 0 if the buffer is detached or has shrunk below the view. */
export const lengthOf = getterOf<number>('length');
/** The name of the type, such as 'Float32Array'. */
export const kindOf = getterOf<string>(Symbol.toStringTag);
const bufferOf = getterOf<ArrayBufferLike>('buffer');
const byteOffsetOf = getterOf<number>('byteOffset');
const byteLengthOf = getterOf<number>('byteLength');

/** Whether two views overlap in the same buffer object. */
export function shareMemory(a: ArrayBufferView, b: ArrayBufferView): boolean {
  return (
    bufferOf(a) === bufferOf(b) &&
    byteOffsetOf(a) < byteOffsetOf(b) + byteLengthOf(b) &&
    byteOffsetOf(b) < byteOffsetOf(a) + byteLengthOf(a) &&
    byteLengthOf(a) > 0 &&
    byteLengthOf(b) > 0
  );
}

/**
 * Throws if the buffer of a view is detached. Call it where a view is shorter than expected, for the better message.
 *
 * @param where the view as written by the caller, such as `labels[3]`
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
