import { openPatiently } from './open-patiently';

/** What a file, a pipe or a device gives, from its beginning to its end. */
export interface Input {
  readonly chunks: AsyncIterable<Buffer>;
  /** In bytes; 0 where it is not known beforehand. */
  readonly size: number;
}

export function standardInput(): Input {
  return { chunks: process.stdin, size: 0 };
}

export async function openInput(file: string): Promise<Input> {
  const handle = await openPatiently(file, 'r');
  return { size: (await handle.stat()).size, chunks: handle.createReadStream() };
}
