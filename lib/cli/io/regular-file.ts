import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/**
 * Opens a file for random access, and closes it after use.
 *
 * @throws Error of the system, or if it is a pipe or a device, which has no size
 */
export function withRegularFile<Result>(path: string, use: (descriptor: number, size: number) => Result): Result {
  // Opening a pipe would wait for a writer. Windows lacks the flag.
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile() && !status.isDirectory()) throw new Error('it is a pipe or a device: expected a file');
    return use(descriptor, status.size);
  } finally {
    closeSync(descriptor);
  }
}

/** Maximum length of one read call. */
const MAX_READ = 2 ** 30;

/** Reads `bytes` bytes from a position into a new buffer, or fewer at the end of the file. */
export function readAt(descriptor: number, position: number, bytes: number): Buffer<ArrayBuffer> {
  const buffer = Buffer.alloc(bytes);
  let done = 0;
  while (done < bytes) {
    const read = readSync(descriptor, buffer, done, Math.min(bytes - done, MAX_READ), position + done);
    if (read === 0) break;
    done += read;
  }
  return buffer.subarray(0, done);
}
