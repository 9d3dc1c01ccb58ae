import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf, UserError } from './user-error';

/** What a file is called until it is whole. */
export const UNFINISHED = '.unfinished';

/**
 * Puts a file in the place of the one before as a whole: whatever ends the program or the machine, one or the other is
 * there afterwards.
 *
 * @throws {UserError} if it cannot be written; then the one before stays
 */
export function writeAtomically(file: string, content: string): void {
  const unfinished = `${file}${UNFINISHED}`;
  try {
    writeFileSync(unfinished, content, { flush: true });
    renameSync(unfinished, file);
    // The new name, too, is safe only once its folder has been written.
    const folder = openSync(dirname(file), 'r');
    fsyncSync(folder);
    closeSync(folder);
  } catch (error) {
    if (existsSync(unfinished)) rmSync(unfinished);
    throw new UserError(`Cannot write ${file}: ${messageOf(error)}.`);
  }
}
