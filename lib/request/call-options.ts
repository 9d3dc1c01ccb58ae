import { checkOptionNames } from '../check/option-names';
import { checkSignal } from '../native/abort-signal';

/** Options of an asynchronous call, besides its request. */
export interface CtcCallOptions {
  /** Aborts the call: its promise rejects at once with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

const CALL_OPTIONS: ReadonlySet<string> = new Set(['signal']);

/** @throws the signal's reason if it is aborted already */
export function readCallOptions(options: CtcCallOptions): AbortSignal | undefined {
  checkOptionNames(options, CALL_OPTIONS, 'options');
  const { signal } = options;
  checkSignal(signal);
  return signal;
}
