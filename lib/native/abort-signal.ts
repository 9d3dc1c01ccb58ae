import { wrongType } from '../check/wrong-value';

/** By what it can do: a test runner's realm, or a library, may have a class of its own. */
function isSignal(value: unknown): value is AbortSignal {
  return typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value;
}

/** @throws the signal's reason if it is aborted already; {@link CtcError} if it is none */
export function checkSignal(signal: unknown): asserts signal is AbortSignal | undefined {
  if (signal === undefined) return;
  if (!isSignal(signal)) throw wrongType(signal, 'signal', 'an AbortSignal');
  if (signal.aborted) throw signal.reason;
}

interface Listener {
  readonly acts: Set<() => void>;
  readonly stop: () => void;
}

const listeners = new WeakMap<AbortSignal, Listener>();

/**
 * Calls `act` when the signal is aborted. One listener serves all calls that wait for a signal, because Node.js warns of more
 * than ten.
 *
 * @returns what ends the waiting
 */
export function whenAborted(signal: AbortSignal, act: () => void): () => void {
  const { acts, stop } = listeners.get(signal) ?? listenTo(signal);
  acts.add(act);
  return () => {
    acts.delete(act);
    if (acts.size === 0) stop();
  };
}

function listenTo(signal: AbortSignal): Listener {
  const acts = new Set<() => void>();
  const abort = () => {
    for (const act of acts) act();
  };
  const stop = () => {
    listeners.delete(signal);
    signal.removeEventListener('abort', abort);
  };
  const listener = { acts, stop };
  signal.addEventListener('abort', abort);
  listeners.set(signal, listener);
  return listener;
}
