import { type FileHandle, open } from 'node:fs/promises';

const PATIENCE_MILLISECONDS = 1000;

const OTHER_END = { r: 'writes to', w: 'reads from' } as const;

/** Opens a file, with a message after a second: a named pipe opens only when another program opens its other end. */
export async function openPatiently(file: string, flags: keyof typeof OTHER_END): Promise<FileHandle> {
  const timer = setTimeout(
    () =>
      console.error(`ctc-native: waiting for ${file} to be opened: is it a pipe that no program ${OTHER_END[flags]}?`),
    PATIENCE_MILLISECONDS,
  );
  try {
    return await open(file, flags);
  } finally {
    clearTimeout(timer);
  }
}
