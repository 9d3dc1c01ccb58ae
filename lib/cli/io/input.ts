import { openPatiently } from './open-patiently';

/** The content of a file, a pipe or a device. */
export interface Input {
  readonly chunks: AsyncIterable<Buffer>;
  /** In bytes; 0 if not known in advance. */
  readonly size: number;
}

export function standardInput(): Input {
  return { chunks: process.stdin, size: 0 };
}

export async function openInput(file: string): Promise<Input> {
  const handle = await openPatiently(file, 'r');
  return { size: (await handle.stat()).size, chunks: handle.createReadStream() };
}
