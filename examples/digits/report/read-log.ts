import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOG_FILE, type LogEntry } from '../training/training-log';

type EntryOf<Kind extends LogEntry['kind']> = Extract<LogEntry, { kind: Kind }>;

/** The log of a training, by kind of line. */
export interface LogEntries {
  readonly run: EntryOf<'run'>;
  readonly steps: readonly EntryOf<'step'>[];
  readonly heldOut: readonly EntryOf<'heldOut'>[];
  readonly tests: readonly EntryOf<'test'>[];
}

export function readLog(folder: string): LogEntries {
  const lines = readFileSync(join(folder, LOG_FILE), 'utf8').trimEnd().split('\n');
  const entries = lines.map((line) => JSON.parse(line) as LogEntry);
  const ofKind = <Kind extends LogEntry['kind']>(kind: Kind) =>
    entries.filter((entry): entry is EntryOf<Kind> => entry.kind === kind);
  return { run: ofKind('run')[0]!, steps: ofKind('step'), heldOut: ofKind('heldOut'), tests: ofKind('test') };
}
