import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/**
 * Opens a file whose parts are read in any order, and closes it.
 *
 * @throws what the system says; Error if it is a pipe or a device, which has no size
 */
export function withRegularFile<Result>(path: string, use: (descriptor: number, size: number) => Result): Result {
  // To open a pipe would wait for somebody who writes to it. Windows has no such flag.
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile() && !status.isDirectory()) throw new Error('it is a pipe or a device: expected a file');
    return use(descriptor, status.size);
  } finally {
    closeSync(descriptor);
  }
}

/** So many bytes from a position on, or as many as there are. */
export function readAt(descriptor: number, position: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  let done = 0;
  while (done < bytes) {
    const read = readSync(descriptor, buffer, done, bytes - done, position + done);
    if (read === 0) break;
    done += read;
  }
  return buffer.subarray(0, done);
}
