import { open } from 'node:fs/promises';

const PATIENCE_MILLISECONDS = 1000;

/** What a file, a pipe or a device gives, from its beginning to its end. */
export interface Input {
  readonly chunks: AsyncIterable<Buffer>;
  /** In bytes; 0 where it is not known beforehand. */
  readonly size: number;
}

export function standardInput(): Input {
  return { chunks: process.stdin, size: 0 };
}

/** A pipe cannot be opened before somebody writes to it: after a second that is said on standard error. */
export async function openInput(file: string): Promise<Input> {
  const impatience = setTimeout(
    () => console.error(`ctc-native: waiting for ${file} to be opened: is it a pipe that nobody writes to?`),
    PATIENCE_MILLISECONDS,
  );
  try {
    const handle = await open(file);
    return { size: (await handle.stat()).size, chunks: handle.createReadStream() };
  } finally {
    clearTimeout(impatience);
  }
}
