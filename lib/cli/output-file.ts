import { accessSync, constants, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { openPatiently } from './open-patiently';
import { type Options, UsageError } from './options';
import { Problem } from './problem';

/** The file that an option names, if it is given; that it can be written is found out before any work is done. */
export function outputFile(options: Options, name: string): string | undefined {
  const file = options.text(name);
  if (file === undefined) return undefined;
  try {
    accessSync(dirname(resolve(file)), constants.W_OK);
  } catch {
    throw new UsageError(`--${name}: ${file} cannot be written, because its folder is missing or closed`);
  }
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`--${name}: ${file} is a folder`);
  return file;
}

/** Puts the text in the place of what was there as a whole: whatever happens, one or the other is there. @throws {Problem} */
export async function writeWhole(file: string, text: string): Promise<void> {
  try {
    const there = statSync(file, { throwIfNoEntry: false });
    // A pipe or a device takes what comes; a link stays one.
    if (there !== undefined && !there.isFile()) await writeInto(file, text);
    else replace(there === undefined ? file : realpathSync(file), text);
  } catch (error) {
    throw new Problem(`${file} cannot be written: ${(error as Error).message}`);
  }
}

async function writeInto(file: string, text: string): Promise<void> {
  const handle = await openPatiently(file, 'w');
  try {
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}

function replace(file: string, text: string): void {
  const unfinished = `${file}.${process.pid}.unfinished`;
  try {
    writeFileSync(unfinished, text, { flush: true });
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
