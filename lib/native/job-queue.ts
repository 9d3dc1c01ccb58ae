import { whenAborted } from './abort-signal';

/** Jobs that have not begun, in the order they were given. */
const waiting = new Set<() => Promise<void>>();
let isRunning = false;

export interface Job {
  /** Begins the work. */
  readonly start: () => Promise<void>;
  /** Makes work that has begun end early. */
  readonly cancel: () => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Starts a job when those before it have ended, well or not: one at a time, so that only one thread of libuv's pool is
 * taken.
 *
 * @returns a promise that settles as the job does, or rejects at once with the signal's reason when that is aborted
 */
export function runInTurn({ start, cancel, signal }: Job): Promise<void> {
  return new Promise((resolve, reject) => {
    // The caller's code may have aborted it while the request was read.
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
  // A Set's iteration also visits what is added meanwhile.
  for (const run of waiting) {
    waiting.delete(run);
    await run();
  }
  isRunning = false;
}
