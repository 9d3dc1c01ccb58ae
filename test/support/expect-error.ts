import { CtcError } from '../../lib';

/** What a call throws, which must be a CtcError. */
export function errorOf(call: () => unknown): CtcError {
  try {
    call();
  } catch (error) {
    if (error instanceof CtcError) return error;
    throw error;
  }
  throw new Error('the call was expected to throw a CtcError');
}
