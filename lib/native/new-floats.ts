import { allocate } from '../check/allocate';
import { loadNative } from './load';

/** Below this, in elements (4 MiB), the call to native code and the smaller gain are not worth it. */
const MIN_LENGTH = 2 ** 20;

/**
 * A new Float32Array of zeros. Large ones are backed by huge pages, if the system has them.
 *
 * @param purpose completes the message "out of memory: cannot allocate ..."
 * @throws {CtcError} ERR_CTC_OUT_OF_MEMORY
 */
export function newFloats(length: number, purpose: string): Float32Array {
  const array = allocate(() => new Float32Array(length), purpose);
  if (length >= MIN_LENGTH) loadNative().addon.adviseHugePages(array);
  return array;
}
