import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Problem } from './problem';

/** A line of a manifest. */
export interface ManifestLine {
  /** Where it stands, for messages. */
  readonly place: string;
  readonly text: string;
}

/** The lines of a file, or of standard input, that are not empty, as they come. @throws {Problem} if it cannot be read */
export async function* readManifest(file: string | undefined): AsyncGenerator<ManifestLine> {
  const name = file ?? 'standard input';
  const input: Readable = file === undefined ? process.stdin : createReadStream(file);
  let number = 0;
  try {
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number++;
      if (text.trim() !== '') yield { place: `${name}, line ${number}`, text };
    }
  } catch (error) {
    throw new Problem(`${name} cannot be read: ${(error as Error).message}`);
  }
}

/** @throws {Problem} */
export function parseObject({ place, text }: ManifestLine): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Problem(`${place}: it is no JSON: ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Problem(`${place}: expected a JSON object, such as {"scores": "scores.npy"}`);
  }
  return value as Record<string, unknown>;
}
