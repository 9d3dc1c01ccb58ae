import { fromNative } from '../check/errors';
import { type Job, runInTurn } from './job-queue';

/** Runs a native call on this thread and converts its exceptions to CtcError. */
export function runNow(call: () => void): void {
  try {
    call();
  } catch (error) {
    throw fromNative(error);
  }
}

/** Runs a native call on another thread, after the calls before it, and converts its rejection to CtcError. */
export async function runLater(job: Job): Promise<void> {
  try {
    await runInTurn(job);
  } catch (error) {
    throw fromNative(error);
  }
}
