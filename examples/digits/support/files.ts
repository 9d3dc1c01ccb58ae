import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf, UserError } from './user-error';

/** Suffix of a file that is being written. */
export const UNFINISHED = '.unfinished';

/** @throws {UserError} if the folder does not exist and cannot be created */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new UserError(`Cannot create the folder ${folder}: ${messageOf(error)}.`);
  }
}

/**
 * Replaces a file atomically: after a crash of the program or the machine, the old file or the new one is there, whole.
 * The package write-file-atomic ignores short writes: on a full disk it replaces a good file by a truncated one.
 *
 * @throws {UserError} if it cannot be written; the old file then stays
 */
export function writeAtomically(file: string, content: string): void {
  const unfinished = `${file}${UNFINISHED}`;
  try {
    writeFileSync(unfinished, content, { flush: true });
    renameSync(unfinished, file);
    // A rename is durable only when its folder is flushed, too.
    const folder = openSync(dirname(file), 'r');
    fsyncSync(folder);
    closeSync(folder);
  } catch (error) {
    if (existsSync(unfinished)) rmSync(unfinished);
    throw new UserError(`Cannot write ${file}: ${messageOf(error)}.`);
  }
}
