import { wrongType } from '../check/wrong-value';

/** Duck-typed: a test runner's realm or a polyfill has its own AbortSignal class. */
function isSignal(value: unknown): value is AbortSignal {
  return typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value;
}

/** @throws the signal's reason if it is already aborted; {@link CtcError} if the value is not an AbortSignal */
export function checkSignal(signal: unknown): asserts signal is AbortSignal | undefined {
  if (signal === undefined) return;
  if (!isSignal(signal)) throw wrongType(signal, 'signal', 'an AbortSignal');
  if (signal.aborted) throw signal.reason;
}

interface Listener {
  readonly callbacks: Set<() => void>;
  readonly remove: () => void;
}

const listeners = new WeakMap<AbortSignal, Listener>();

/**
 * Calls `callback` when the signal is aborted. All calls share one listener per signal, because Node.js warns about more than
 * ten.
 *
 * @returns removes the callback
 */
export function whenAborted(signal: AbortSignal, callback: () => void): () => void {
  const { callbacks, remove } = listeners.get(signal) ?? listenTo(signal);
  callbacks.add(callback);
  return () => {
    callbacks.delete(callback);
    if (callbacks.size === 0) remove();
  };
}

function listenTo(signal: AbortSignal): Listener {
  const callbacks = new Set<() => void>();
  const onAbort = () => {
    for (const callback of callbacks) callback();
  };
  const remove = () => {
    listeners.delete(signal);
    signal.removeEventListener('abort', onAbort);
  };
  const listener = { callbacks, remove };
  signal.addEventListener('abort', onAbort);
  listeners.set(signal, listener);
  return listener;
}
