import { CtcError } from './errors';

/** Memory, or an error that can be handled. */
export function allocate<T>(create: () => T, purpose: string): T {
  try {
    return create();
  } catch (cause) {
    throw new CtcError('ERR_CTC_OUT_OF_MEMORY', `there is no memory for ${purpose}`, { cause });
  }
}
