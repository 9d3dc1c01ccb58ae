import { Problem } from '../command-line/problem';
import { readAt, withRegularFile } from './regular-file';

/** An array that NumPy saved. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const MAGIC = '\x93NUMPY';
const MAX_HEADER_BYTES = 1 << 16;
const ITEM_BYTES = { '<f4': 4, '<f8': 8 } as const;

/**
 * Reads a `.npy` file (NumPy Enhancement Proposal 1, versions 1 to 3) of little-endian float32 or float64 in C order.
 * Doubles are rounded to floats.
 *
 * @throws {Problem} that names the file
 */
export function readNpy(file: string): NpyArray {
  const problem = (what: string) => new Problem(`${file}: ${what}`);
  try {
    return withRegularFile(file, (descriptor, size) => readArray(descriptor, size, problem));
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw problem(`it cannot be read: ${(error as Error).message}`);
  }
}

function readArray(descriptor: number, size: number, problem: (what: string) => Problem): NpyArray {
  const prefix = readAt(descriptor, 0, 12);
  if (prefix.toString('latin1', 0, 6) !== MAGIC) {
    throw problem('it is not a .npy file: expected one that numpy.save wrote');
  }
  if (prefix.length < 12) throw problem('its header is damaged');
  const isFirstVersion = prefix[6] === 1;
  const headerBytes = isFirstVersion ? prefix.readUInt16LE(8) : prefix.readUInt32LE(8);
  const headerAt = isFirstVersion ? 10 : 12;
  if (headerBytes > MAX_HEADER_BYTES) throw problem('its header is damaged');
  const header = readAt(descriptor, headerAt, headerBytes).toString('utf8');
  const { type, shape } = parseHeader(header, problem);
  const bytes = ITEM_BYTES[type] * shape.reduce((product, length) => product * length, 1);
  const expected = headerAt + headerBytes + bytes;
  if (size !== expected) {
    throw problem(`it has ${size} bytes: its header, shape [${shape.join(', ')}], declares ${expected}`);
  }
  // A new buffer begins at offset 0: the numbers are aligned.
  const { buffer, byteOffset } = readAt(descriptor, headerAt + headerBytes, bytes);
  const [Numbers, length] = [type === '<f4' ? Float32Array : Float64Array, bytes / ITEM_BYTES[type]];
  const numbers = new Numbers(buffer, byteOffset, length);
  return { shape, data: numbers instanceof Float32Array ? numbers : Float32Array.from(numbers) };
}

function parseHeader(header: string, problem: (what: string) => Problem) {
  const type = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const isFortran = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const sizes = /'shape':\s*\(([\d\s,]*)\)/.exec(header)?.[1];
  if (type === undefined || isFortran === undefined || sizes === undefined) {
    throw problem(`its header is damaged: ${JSON.stringify(header.trim().slice(0, 80))}`);
  }
  if (type !== '<f4' && type !== '<f8') {
    throw problem(
      `its numbers are of type ${type}: expected '<f4' or '<f8', float32 or float64 (array.astype('float32'))`,
    );
  }
  if (isFortran === 'True') throw problem('it is in Fortran order: expected C order (numpy.ascontiguousarray)');
  const shape = sizes
    .split(',')
    .filter((size) => size.trim() !== '')
    .map(Number);
  if (!Number.isSafeInteger(8 * shape.reduce((product, size) => product * size, 1))) {
    throw problem(`its shape [${shape.join(', ')}] has too many elements`);
  }
  return { type, shape } as const;
}
