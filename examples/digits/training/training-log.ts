import { appendFileSync, closeSync, fstatSync, fsyncSync, ftruncateSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { TestResult } from '../evaluation/test-set';
import { messageOf, UserError } from '../support/user-error';
import type { RunIdentity } from './run-identity';

export const LOG_FILE = 'log.jsonl';

/** One line of the log, by `kind`. NaN and infinity are written as null. */
export type LogEntry =
  | ({ readonly kind: 'run' } & RunIdentity)
  | {
      readonly kind: 'step';
      /** From 1. */
      readonly step: number;
      /** Mean over the step's utterances, in nats. */
      readonly loss: number;
      readonly learningRate: number;
      /** Of the step's utterances, with greedy decoding. */
      readonly labelErrorRate: number;
      /** Posterior probability of the blank given the digits spoken, averaged over the frames. */
      readonly blankShare: number;
      /** Digits of one of the step's utterances, such as `3311`, and its reading. */
      readonly spoken: string;
      readonly read: string;
    }
  | {
      readonly kind: 'heldOut';
      readonly step: number;
      readonly loss: number;
      readonly labelErrorRate: number;
      /** Whether this is the best result so far. */
      readonly best: boolean;
    }
  | ({
      readonly kind: 'test';
      /** The step after which the tested network was kept. */
      readonly step: number;
      /** The left-out speaker, or null for the test set. */
      readonly speaker: string | null;
    } & TestResult);

/**
 * The log of a training, as JSON lines. It has no times, so that an interrupted training writes the same bytes as an
 * uninterrupted one.
 */
export class TrainingLog {
  private readonly path: string;
  private readonly file: number;

  /**
   * @param run first line of a new log
   * @param keep size in bytes of the log of a resumed training; later lines are removed and will be written again
   * @throws {UserError} if it cannot be written, like {@link write}
   */
  constructor(folder: string, run: RunIdentity, keep?: number) {
    this.path = join(folder, LOG_FILE);
    this.file = this.reportErrors(() => openSync(this.path, 'a'));
    this.reportErrors(() => ftruncateSync(this.file, keep ?? 0));
    if (keep === undefined) this.write({ kind: 'run', ...run });
  }

  write(entry: LogEntry): void {
    this.reportErrors(() => appendFileSync(this.file, `${JSON.stringify(entry)}\n`));
  }

  /** Flushes the log to the disk and returns its size in bytes. */
  sync(): number {
    this.reportErrors(() => fsyncSync(this.file));
    return fstatSync(this.file).size;
  }

  close(): void {
    closeSync(this.file);
  }

  private reportErrors<Result>(write: () => Result): Result {
    try {
      return write();
    } catch (error) {
      throw new UserError(`Cannot write ${this.path}: ${messageOf(error)}.`);
    }
  }
}
