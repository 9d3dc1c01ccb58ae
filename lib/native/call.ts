import { fromNative } from '../check/errors';
import { type Job, runInTurn } from './job-queue';

/** Makes a native call on this thread; what it throws becomes a CtcError. */
export function runNow(call: () => void): void {
  try {
    call();
  } catch (error) {
    throw fromNative(error);
  }
}

/** Makes a native call on another thread when its turn comes; what it rejects with becomes a CtcError. */
export async function runLater(job: Job): Promise<void> {
  try {
    await runInTurn(job);
  } catch (error) {
    throw fromNative(error);
  }
}
