import { counted } from '../../check/counted';
import type { Options } from '../command-line/options';
import { Problem } from '../command-line/problem';
import { openInput } from '../io/input';

const MAX_BYTES = 2 ** 26;

/** Reads the symbol of each class from the file or pipe that --symbols names. @throws {Problem} */
export async function readSymbols(options: Options): Promise<readonly string[] | undefined> {
  const file = options.text('symbols');
  if (file === undefined) return undefined;
  const problem = (what: string) => new Problem(`--symbols: ${file} ${what}`);
  const bytes = await readWhole(file, problem);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw problem('is not UTF-8 text: expected a symbol on each line');
  }
  // The newline at the end of the file does not begin another, empty symbol.
  const symbols = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const at = symbols.findIndex((symbol) => /(?!\t)\p{Cc}/u.test(symbol));
  if (at >= 0) throw problem(`has a control character in line ${at + 1}: expected a symbol on each line`);
  const otherFormat = otherFormatOf(text, symbols, file);
  if (otherFormat !== undefined) throw problem(otherFormat);
  return symbols;
}

/** What the file is, and how to convert it, if its lines would be read as symbols that they are not. */
function otherFormatOf(text: string, symbols: readonly string[], file: string): string | undefined {
  const expected = 'expected a symbol on each line, in the order of the classes; convert it with:';
  const json = parseJson(text);
  if (Array.isArray(json)) return `is a JSON array: ${expected} jq -r '.[]' ${file}`;
  if (typeof json === 'object' && json !== null) {
    return `is a JSON object, as vocab.json is: ${expected} jq -r 'to_entries | sort_by(.value)[].key' ${file}`;
  }
  if (symbols.length > 1 && symbols.every((symbol) => /^\S+[ \t]+-?\d+(\.\d+)?(e-?\d+)?$/.test(symbol))) {
    return `has a number after each symbol, such as ${JSON.stringify(symbols[0])}: ${expected} awk '{print $1}' ${file}`;
  }
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readWhole(file: string, problem: (what: string) => Problem): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of (await openInput(file)).chunks) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_BYTES) throw problem(`is longer than ${MAX_BYTES} bytes: expected a symbol on each line`);
    }
  } catch (error) {
    throw error instanceof Problem ? error : problem(`cannot be read: ${(error as Error).message}`);
  }
  return Buffer.concat(chunks);
}

/**
 * Checks that there is a symbol for each class of a score file. With one line too many or too few, such as a missing blank,
 * the symbols stand for the wrong classes.
 *
 * @throws {Problem} that names the file
 */
export function checkSymbolCount(symbols: readonly string[], classes: number, scores: string): void {
  const count = symbols.length;
  if (count === classes) return;
  const blankMissing = count === classes - 1 ? ', the blank among them' : '';
  const emptyLine = count > classes && symbols.at(-1) === '' ? '; its last line is empty' : '';
  throw new Problem(
    `${scores}: --symbols has ${counted(count, 'line')}: expected one for each of ${classes} classes${blankMissing}${emptyLine}`,
  );
}
