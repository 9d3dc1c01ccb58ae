import { readAt, withRegularFile } from '../io/regular-file';

/** What the header of a WAV file tells of its length. */
export interface WavLength {
  /** In each channel. */
  readonly samples: number;
  /** In Hz. */
  readonly sampleRate: number;
}

const CHUNK_HEADER = 8;
/** In a size of 32 bits: the true one is in the `ds64` chunk (RF64), or was not known when writing began. */
const SIZE_ELSEWHERE = 0xffffffff;
const PCM_FORMATS = new Set([0x0001, 0x0003, 0x0006, 0x0007, 0xfffe]);

/**
 * Reads the chunk headers alone, never the sound: RIFF and RF64 (EBU Tech 3306), in which one sample of all channels takes
 * `blockAlign` bytes, as in PCM, floating point, A-law and mu-law.
 *
 * @throws Error if the file cannot be opened or is no such WAV file; the message follows its name
 */
export function readWavLength(path: string): WavLength {
  return withRegularFile(path, readLength);
}

function readLength(file: number, fileSize: number): WavLength {
  const riff = readAt(file, 0, 12);
  const isWav = riff.length === 12 && /^(RIFF|RF64)$/.test(riff.toString('latin1', 0, 4));
  if (!isWav || riff.toString('latin1', 8, 12) !== 'WAVE') throw new Error('is no WAV file');
  let format: { sampleRate: number; blockAlign: number } | undefined;
  let longDataSize: number | undefined;
  for (let at = 12; at + CHUNK_HEADER <= fileSize; ) {
    const header = readAt(file, at, CHUNK_HEADER);
    const name = header.toString('latin1', 0, 4);
    const size = header.readUInt32LE(4);
    const start = at + CHUNK_HEADER;
    if (name === 'ds64') longDataSize = Number(readWhole(file, start, 16, name).readBigUInt64LE(8));
    if (name === 'fmt ') format = readFormat(readWhole(file, start, 16, name));
    if (name === 'data') {
      if (format === undefined) throw new Error('has its data before its format');
      const bytes = size === SIZE_ELSEWHERE ? (longDataSize ?? fileSize - start) : size;
      if (start + bytes > fileSize) {
        throw new Error(`is cut short: its header tells of ${bytes} bytes of sound, and ${fileSize - start} are there`);
      }
      return { samples: Math.floor(bytes / format.blockAlign), sampleRate: format.sampleRate };
    }
    // Chunks begin at even places.
    at = start + size + (size % 2);
  }
  throw new Error('is a WAV file without data');
}

function readFormat(chunk: Buffer): { sampleRate: number; blockAlign: number } {
  const [code, sampleRate, blockAlign] = [chunk.readUInt16LE(0), chunk.readUInt32LE(4), chunk.readUInt16LE(12)];
  if (!PCM_FORMATS.has(code))
    throw new Error(`is a compressed WAV file (format ${code}), whose length is not in its header`);
  if (sampleRate === 0 || blockAlign === 0) throw new Error('is a WAV file with a sample rate or a block size of 0');
  return { sampleRate, blockAlign };
}

function readWhole(file: number, position: number, length: number, chunk: string): Buffer {
  const buffer = readAt(file, position, length);
  if (buffer.length < length) throw new Error(`is cut short in its chunk ${JSON.stringify(chunk)}`);
  return buffer;
}
