import { describeValue } from './describe-value';
import { CtcError } from './errors';

/** By what it can do: a test runner's realm, or a library, may have a class of its own. */
function isSignal(value: unknown): value is AbortSignal {
  return typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value;
}

/** @throws the signal's reason if it is aborted already; {@link CtcError} if it is none */
export function checkSignal(signal: unknown): asserts signal is AbortSignal | undefined {
  if (signal === undefined) return;
  if (!isSignal(signal)) {
    throw new CtcError('ERR_CTC_TYPE', `signal is ${describeValue(signal)}: expected an AbortSignal`, {
      argument: 'signal',
    });
  }
  if (signal.aborted) throw signal.reason;
}
