import { checkOptionNames } from '../check/option-names';
import { checkSignal } from '../native/abort-signal';

/** What a call off the event loop may be told beside its request. */
export interface CtcCallOptions {
  /** Ends the call when it is aborted: its promise rejects at once with the signal's reason. */
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
