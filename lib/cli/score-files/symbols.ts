import { readFileSync } from 'node:fs';
import type { Options } from '../options';
import { Problem } from '../problem';

/** The symbols of the classes, from the file that --symbols names. @throws {Problem} */
export function readSymbols(options: Options): readonly string[] | undefined {
  const file = options.text('symbols');
  if (file === undefined) return undefined;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Problem(`--symbols: ${file} cannot be read: ${(error as Error).message}`);
  }
  // The last line's end is no empty symbol.
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}

/** @throws {Problem} for a class that has no symbol */
export function symbolOf(symbols: readonly string[], label: number): string {
  const symbol = symbols[label];
  if (symbol === undefined) {
    throw new Problem(`class ${label} has no symbol: --symbols has ${symbols.length} lines, for the classes from 0 on`);
  }
  return symbol;
}
