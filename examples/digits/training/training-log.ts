import { appendFileSync, closeSync, fstatSync, fsyncSync, ftruncateSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { TestResult } from '../evaluation/error-counts';
import { messageOf, UserError } from '../support/user-error';
import type { Run } from './run-identity';

export const LOG_FILE = 'log.jsonl';

/** One line of the log, told apart by `kind`. A number that is none (NaN, infinity) is written as null. */
export type LogEntry =
  | ({ readonly kind: 'run' } & Run)
  | {
      readonly kind: 'step';
      /** From 1. */
      readonly step: number;
      /** Mean over the step's utterances, in nats. */
      readonly loss: number;
      readonly learningRate: number;
      /** Of the step's utterances, greedy decoding. */
      readonly labelErrorRate: number;
      /** Posterior probability of the blank given the digits spoken, mean over the frames. */
      readonly blankShare: number;
      /** One of the step's utterances, as spoken and as read, such as `3311`. */
      readonly spoken: string;
      readonly read: string;
    }
  | {
      readonly kind: 'heldOut';
      readonly step: number;
      readonly loss: number;
      readonly labelErrorRate: number;
      /** Whether the network is the best so far. */
      readonly best: boolean;
    }
  | ({
      readonly kind: 'test';
      /** The step whose network was tested. */
      readonly step: number;
      /** A speaker left out of the training, or null for the test set. */
      readonly speaker: string | null;
    } & TestResult);

/**
 * The record of a training as JSON lines. There is no time of day or duration in it, so that a training that was
 * interrupted writes the same bytes as one that was not.
 */
export class TrainingLog {
  private readonly path: string;
  private readonly file: number;

  /**
   * @param run what the log of a new training begins with
   * @param keep of a training that goes on, the size of its log then: what was written later will be written again
   * @throws {UserError} if it cannot be written, as does {@link write}
   */
  constructor(folder: string, run: Run, keep?: number) {
    this.path = join(folder, LOG_FILE);
    this.file = this.orSayWhere(() => openSync(this.path, 'a'));
    this.orSayWhere(() => ftruncateSync(this.file, keep ?? 0));
    if (keep === undefined) this.write({ kind: 'run', ...run });
  }

  write(entry: LogEntry): void {
    this.orSayWhere(() => appendFileSync(this.file, `${JSON.stringify(entry)}\n`));
  }

  /** Returns the size in bytes of what is safe on the disk now. */
  sync(): number {
    this.orSayWhere(() => fsyncSync(this.file));
    return fstatSync(this.file).size;
  }

  close(): void {
    closeSync(this.file);
  }

  private orSayWhere<Result>(write: () => Result): Result {
    try {
      return write();
    } catch (error) {
      throw new UserError(`Cannot write ${this.path}: ${messageOf(error)}.`);
    }
  }
}
