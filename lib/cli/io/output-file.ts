import { accessSync, constants, existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type Options, UsageError } from '../command-line/options';
import { Problem } from '../command-line/problem';
import { openPatiently } from './open-patiently';

/**
 * The output files that options name. Checks before any work that they can be written, and that none of them is an input or
 * another output.
 *
 * @param inputs the files that are read
 * @throws {UsageError}
 */
export function outputFiles<Name extends string>(
  options: Options,
  names: readonly Name[],
  inputs: readonly (string | undefined)[] = [],
): Partial<Record<Name, string>> {
  const taken = new Map<string | undefined, string>();
  for (const file of inputs) if (file !== undefined && existsSync(file)) taken.set(targetOf(file), 'is read');
  const files: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const file = options.text(name);
    if (file === undefined) continue;
    const target = writableTarget(name, file);
    const use = target === undefined ? undefined : taken.get(target);
    if (use !== undefined) throw new UsageError(`--${name}: ${file} ${use}, too: expected another file`);
    taken.set(target, `is written by --${name}`);
    files[name] = file;
  }
  return files;
}

function writableTarget(option: string, file: string): string | undefined {
  try {
    if (/(^|\/)$/.test(file) || statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
      throw new Error('expected the name of a file, not of a folder');
    }
    const target = targetOf(file);
    if (existsSync(file)) accessSync(file, constants.W_OK);
    if (target !== undefined) accessSync(dirname(target), constants.W_OK);
    return target;
  } catch (error) {
    throw new UsageError(`--${option}: ${file} cannot be written: ${(error as Error).message}`);
  }
}

/** The path that writing `file` creates or replaces, with links resolved. Undefined for a pipe or a device. */
function targetOf(file: string): string | undefined {
  const there = statSync(file, { throwIfNoEntry: false });
  if (there === undefined) return join(realpathSync.native(dirname(resolve(file))), basename(file));
  return there.isFile() ? realpathSync.native(file) : undefined;
}

/** Replaces a file atomically: after a failure the old content is there. @throws {Problem} */
export async function writeWhole(file: string, text: string): Promise<void> {
  try {
    const target = targetOf(file);
    // A pipe or a device is written to; the target of a link is replaced, not the link.
    if (target === undefined) await writeInto(file, text);
    else replace(target, text);
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
