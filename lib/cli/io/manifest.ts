import { describeValue } from '../../check/describe-value';
import { nearestName } from '../../check/nearest-name';
import { Problem } from '../command-line/problem';
import { type Input, openInput, standardInput } from './input';
import { type Line, linesOf } from './lines';
import { type OtherFormat, otherFormat } from './other-formats';

const STANDARD_INPUT = 'standard input';

/** A line of a manifest. */
export interface ManifestLine extends Line {
  /** File and line number, for messages. */
  readonly place: string;
}

/** The lines that are not blank, as they come. */
export interface Manifest {
  /** In bytes; 0 if not known in advance. */
  readonly size: number;
  /** Throws a {@link Problem} if reading fails, or if the first lines are of another format. */
  readonly lines: AsyncIterable<ManifestLine>;
}

/**
 * Opens a file, or standard input if no file is given.
 *
 * @param example a line as the command expects it
 * @throws {Problem} if it cannot be read
 */
export async function openManifest(file: string | undefined, example: string): Promise<Manifest> {
  const name = file ?? STANDARD_INPUT;
  const input = await reading(name, () => (file === undefined ? standardInput() : openInput(file)));
  return { size: input.size, lines: jsonLines(contentLines(input, name), name, example) };
}

/** Rejects a file of another format once instead of line by line. A single wrong line before JSON lines is passed on. */
async function* jsonLines(
  lines: AsyncGenerator<ManifestLine>,
  name: string,
  example: string,
): AsyncGenerator<ManifestLine> {
  try {
    const { value: first, done } = await lines.next();
    if (done) return;
    const format = otherFormat(first.bytes);
    if (format !== undefined) {
      const second = await lines.next();
      if (second.done || !isJsonObject(second.value.bytes)) throw refusal(format, name, example);
      yield first;
      yield second.value;
    } else {
      yield first;
    }
    yield* lines;
  } finally {
    await lines.return(undefined);
  }
}

function refusal({ name: format, cure }: OtherFormat, name: string, example: string): Problem {
  const file = name === STANDARD_INPUT ? 'FILE' : name;
  const converted = 'command' in cure ? `; convert it with: ${cure.command} ${file}` : '';
  const each = 'rows' in cure ? `for each ${cure.rows}` : 'on each line';
  return new Problem(`${name} is ${format}: expected JSON lines, an object ${each}, such as ${example}${converted}`);
}

async function* contentLines({ chunks }: Input, name: string): AsyncGenerator<ManifestLine> {
  const lines = linesOf(chunks);
  try {
    for (;;) {
      const { done, value: line } = await reading(name, () => lines.next());
      if (done) return;
      if (!isBlank(line.bytes)) yield { ...line, place: `${name}, line ${line.number}` };
    }
  } finally {
    await lines.return(undefined);
  }
}

async function reading<Result>(name: string, read: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    throw new Problem(`${name} cannot be read: ${(error as Error).message}`);
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

function parse(bytes: Buffer): unknown {
  return JSON.parse(strictUtf8.decode(bytes));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isJsonObject(bytes: Buffer): boolean {
  try {
    return isObject(parse(bytes));
  } catch {
    return false;
  }
}

/** Programs that export tables write null for a field that a row lacks. */
export function withoutNull(object: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}

/** @throws {Problem} */
export function parseObject({ place, bytes }: ManifestLine): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = parse(bytes);
  } catch (error) {
    throw new Problem(`${place}: not JSON: ${(error as Error).message}`);
  }
  if (isObject(value)) return withoutNull(value);
  throw new Problem(`${place}: ${describeValue(value)} instead of a JSON object, such as {"scores": "scores.npy"}`);
}

/**
 * Fields that a command does not read are allowed, but one may be a misspelling of a field that it needs.
 *
 * @param missing fields that the object lacks
 * @return a message if a field is spelled much like one of them
 */
export function misspelling(missing: readonly string[], object: Readonly<Record<string, unknown>>): string | undefined {
  for (const field of missing) {
    const nearest = nearestName(field, Object.keys(object));
    if (nearest !== undefined) return `${JSON.stringify(nearest)} is not read: did you mean "${field}"?`;
  }
  return undefined;
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
