import { whenAborted } from './abort-signal';

/** Jobs that have not started, in order. */
const waiting = new Set<() => Promise<void>>();
let isRunning = false;

export interface Job {
  /** Starts the work. */
  readonly start: () => Promise<void>;
  /** Makes running work end early. */
  readonly cancel: () => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Runs jobs one at a time, in the order of the calls, whether earlier jobs succeed or fail. One job at a time occupies one
 * thread of libuv's pool; its native threads do the work.
 *
 * @returns settles as the job does, or rejects with the signal's reason as soon as the signal is aborted
 */
export function runInTurn({ start, cancel, signal }: Job): Promise<void> {
  return new Promise((resolve, reject) => {
    // The caller's getters may have aborted it while the request was read.
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    let hasStarted = false;
    const abort = () => {
      if (hasStarted) cancel();
      else waiting.delete(run);
      stopListening?.();
      reject(signal?.reason);
    };
    const run = async () => {
      hasStarted = true;
      try {
        await start();
        resolve();
      } catch (error) {
        reject(error);
      }
      stopListening?.();
    };
    const stopListening = signal && whenAborted(signal, abort);
    waiting.add(run);
    if (!isRunning) runWaiting();
  });
}

async function runWaiting(): Promise<void> {
  isRunning = true;
  // Iterating over a Set also visits elements that are added meanwhile.
  for (const run of waiting) {
    waiting.delete(run);
    await run();
  }
  isRunning = false;
}
