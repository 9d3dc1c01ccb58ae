import { writeFileSync } from 'node:fs';

/** Writes a file like numpy.save does: NumPy Enhancement Proposal 1. */
export function writeNpy(
  file: string,
  array: Float32Array | Float64Array | Int32Array,
  shape: readonly number[],
  { version = 1, fortranOrder = false, spoil = (bytes: Buffer) => bytes } = {},
): void {
  const type = array instanceof Float32Array ? '<f4' : array instanceof Float64Array ? '<f8' : '<i4';
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '${type}', 'fortran_order': ${fortranOrder ? 'True' : 'False'}, 'shape': (${sizes}), }`;
  const lengthBytes = version === 1 ? 2 : 4;
  const headerBytes = Math.ceil((8 + lengthBytes + dictionary.length + 1) / 64) * 64 - 8 - lengthBytes;
  const prefix = Buffer.alloc(8 + lengthBytes);
  prefix.write('\x93NUMPY', 'latin1');
  prefix[6] = version;
  prefix.writeUIntLE(headerBytes, 8, lengthBytes);
  const header = Buffer.from(`${dictionary.padEnd(headerBytes - 1)}\n`);
  writeFileSync(
    file,
    spoil(Buffer.concat([prefix, header, Buffer.from(array.buffer, array.byteOffset, array.byteLength)])),
  );
}
