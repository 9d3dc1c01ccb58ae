import { type FileHandle, open } from 'node:fs/promises';

const PATIENCE_MILLISECONDS = 1000;

const OTHER_END = { r: 'writes to', w: 'reads from' } as const;

/** A pipe cannot be opened before somebody opens its other end: after a second that is said on standard error. */
export async function openPatiently(file: string, flags: keyof typeof OTHER_END): Promise<FileHandle> {
  const impatience = setTimeout(
    () => console.error(`ctc-native: waiting for ${file} to be opened: is it a pipe that nobody ${OTHER_END[flags]}?`),
    PATIENCE_MILLISECONDS,
  );
  try {
    return await open(file, flags);
  } finally {
    clearTimeout(impatience);
  }
}
