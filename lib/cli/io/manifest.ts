import { describeValue } from '../../check/describe-value';
import { nearestName } from '../../check/nearest-name';
import { Problem } from '../command-line/problem';
import { type Input, openInput, standardInput } from './input';
import { type Line, linesOf } from './lines';

/** A line of a manifest. */
export interface ManifestLine extends Line {
  /** Where it stands, for messages. */
  readonly place: string;
}

/** The lines that are not blank, as they come. */
export interface Manifest {
  /** In bytes; 0 where it is not known beforehand. */
  readonly size: number;
  /** Throws a {@link Problem} where reading ends before the manifest does. */
  readonly lines: AsyncIterable<ManifestLine>;
}

/**
 * Opens a file, or standard input where there is none.
 *
 * @throws {Problem} if it cannot be read
 */
export async function openManifest(file: string | undefined): Promise<Manifest> {
  const name = file ?? 'standard input';
  const input = await reading(name, () => (file === undefined ? standardInput() : openInput(file)));
  return { size: input.size, lines: contentLines(input, name) };
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

/** @throws {Problem} */
export function parseObject({ place, bytes }: ManifestLine): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(strictUtf8.decode(bytes));
  } catch (error) {
    throw new Problem(`${place}: it is no JSON: ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Problem(
      `${place}: it is ${describeValue(value)}: expected a JSON object, such as {"scores": "scores.npy"}`,
    );
  }
  return value as Record<string, unknown>;
}

/**
 * Other fields than those that are read are allowed, and one may be a slip of the pen.
 *
 * @param missing fields that the object has not got
 * @return for a message, the field that is spelt much like one of them; undefined if there is none
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
