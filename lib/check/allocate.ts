import { CtcError } from './errors';

/**
 * Converts an allocation failure to an error with a code.
 *
 * @param create allocates a typed array or buffer; JavaScript engines throw RangeError when that fails
 */
export function allocate<T>(create: () => T, purpose: string): T {
  try {
    return create();
  } catch (cause) {
    if (!isRangeError(cause)) throw cause;
    throw new CtcError('ERR_CTC_OUT_OF_MEMORY', `out of memory: cannot allocate ${purpose}`, { cause });
  }
}

/** By name: a typed array of another realm throws that realm's RangeError. */
function isRangeError(error: unknown): boolean {
  return (error as Error | undefined)?.name === 'RangeError';
}
