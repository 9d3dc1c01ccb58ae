import { readAt, withRegularFile } from '../io/regular-file';

/** The length of a WAV file, from its header. */
export interface WavLength {
  /** In each channel. */
  readonly samples: number;
  /** In Hz. */
  readonly sampleRate: number;
}

/** The file is not WAV, or is compressed: no header holds its length. */
export class UnknownLength extends Error {
  override name = 'UnknownLength';
}

const CHUNK_HEADER = 8;
/** 32-bit size that refers to the `ds64` chunk (RF64), or was unknown when writing began. */
const SIZE_ELSEWHERE = 0xffffffff;
/** A size from here on that exceeds the file means "unknown": programs write 0x7ffff000, 0x7fffffff, 0x80000000 and others. */
const MIN_UNKNOWN_SIZE = 0x7ff00000;
const EXTENSIBLE = 0xfffe;
/** PCM, floating point, A-law, mu-law: one sample of all channels takes `blockAlign` bytes. */
const PCM_FORMATS = new Set([0x0001, 0x0003, 0x0006, 0x0007]);
/** Bytes 2 to 15 of the sub-format GUIDs of WAVE_FORMAT_EXTENSIBLE; the second is for Ambisonics. */
const SUB_FORMATS = new Set(['000000001000800000aa00389b71', '00002107d3118644c8c1ca000000']);

/**
 * Reads only the chunk headers of a RIFF or RF64 file (EBU Tech 3306). If the recorder never finished the header, because it
 * wrote to a pipe or was stopped, the sound extends to the end of the file.
 *
 * @throws {UnknownLength} if the length is not in the header
 * @throws Error if the file cannot be opened or is damaged; the message follows the file's name
 */
export function readWavLength(path: string): WavLength {
  return withRegularFile(path, readLength);
}

function readLength(file: number, fileSize: number): WavLength {
  const riff = readAt(file, 0, 12);
  const isWav = riff.length === 12 && /^(RIFF|RF64)$/.test(riff.toString('latin1', 0, 4));
  if (!isWav || riff.toString('latin1', 8, 12) !== 'WAVE') throw new UnknownLength('is not a WAV file');
  let format: { sampleRate: number; blockAlign: number } | undefined;
  let longDataSize: number | undefined;
  for (let at = 12; at + CHUNK_HEADER <= fileSize; ) {
    const { name, size } = readChunkHeader(file, at);
    const start = at + CHUNK_HEADER;
    if (name === 'ds64') longDataSize = Number(readWhole(file, start, 16, name).readBigUInt64LE(8));
    if (name === 'fmt ') format = readFormat(file, start, size);
    if (name === 'data') {
      if (format === undefined) throw new Error('has its data before its format');
      const declared = size === SIZE_ELSEWHERE ? (longDataSize ?? Number.POSITIVE_INFINITY) : size;
      const bytes = isUnfinished(file, fileSize, start, declared) ? fileSize - start : declared;
      if (start + bytes > fileSize) {
        throw new Error(
          `is cut short: its header declares ${bytes} bytes of sound, and the file has ${fileSize - start}`,
        );
      }
      return { samples: Math.floor(bytes / format.blockAlign), sampleRate: format.sampleRate };
    }
    // Chunks are aligned to 2 bytes.
    at = start + size + (size % 2);
  }
  throw new Error('is a WAV file without data');
}

/** Whether the declared size is a placeholder that closing the file would have replaced. */
function isUnfinished(file: number, fileSize: number, start: number, declared: number): boolean {
  if (declared > 0) return declared >= MIN_UNKNOWN_SIZE && start + declared > fileSize;
  return start < fileSize && !areChunks(file, fileSize, start);
}

/** Whether the rest of the file consists of chunks. */
function areChunks(file: number, fileSize: number, start: number): boolean {
  let at = start;
  while (at + CHUNK_HEADER <= fileSize) {
    const { name, size } = readChunkHeader(file, at);
    if (!/^[\x20-\x7e]{4}$/.test(name)) return false;
    at += CHUNK_HEADER + size + (size % 2);
  }
  // The last chunk may lack its padding byte.
  return at === fileSize || at === fileSize + 1;
}

function readChunkHeader(file: number, at: number): { name: string; size: number } {
  const header = readAt(file, at, CHUNK_HEADER);
  return { name: header.toString('latin1', 0, 4), size: header.readUInt32LE(4) };
}

function readFormat(file: number, start: number, size: number): { sampleRate: number; blockAlign: number } {
  const chunk = readWhole(file, start, 16, 'fmt ');
  const [code, sampleRate, blockAlign] = [chunk.readUInt16LE(0), chunk.readUInt32LE(4), chunk.readUInt16LE(12)];
  const coding = code === EXTENSIBLE ? readSubFormat(file, start, size) : code;
  if (!PCM_FORMATS.has(coding)) {
    throw new UnknownLength(`is a compressed WAV file (format ${coding}), whose length is not in its header`);
  }
  if (sampleRate === 0 || blockAlign === 0) throw new Error('is a WAV file with a sample rate or a block size of 0');
  return { sampleRate, blockAlign };
}

/** The format code in the sub-format GUID, bytes 24 to 39 of the chunk. */
function readSubFormat(file: number, start: number, size: number): number {
  if (size < 40) throw new Error('is a WAV file of the extensible format without a sub-format');
  const guid = readWhole(file, start, 40, 'fmt ').subarray(24);
  if (SUB_FORMATS.has(guid.toString('hex', 2))) return guid.readUInt16LE(0);
  throw new UnknownLength(`is a WAV file of an unknown sub-format (${guid.toString('hex')})`);
}

function readWhole(file: number, position: number, length: number, chunk: string): Buffer {
  const buffer = readAt(file, position, length);
  if (buffer.length < length) throw new Error(`is cut short in its chunk ${JSON.stringify(chunk)}`);
  return buffer;
}
