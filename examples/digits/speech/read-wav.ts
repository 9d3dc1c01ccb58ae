import { readFileSync, statSync } from 'node:fs';
import { WaveFile } from 'wavefile';
import { messageOf, UserError } from '../support/user-error';
import { resample } from './resample';
import { mixDown, SAMPLE_RATE } from './samples';

/**
 * Reads a WAV file of any rate and number of channels: integers, floating point, A-law or mu-law.
 *
 * @return mono samples at {@link SAMPLE_RATE}
 * @throws {UserError} if the file cannot be read or has no sound
 */
export function readWav(path: string): Float32Array {
  const bytes = readFile(path);
  const samples = decodeWav(path, bytes);
  if (samples.length === 0) throw new UserError(`${path} has no sound.`);
  return samples;
}

function readFile(path: string): Buffer {
  try {
    const status = statSync(path);
    // Reading a pipe would block until its writer closes it.
    if (!status.isFile() && !status.isDirectory()) throw new Error('it is a pipe or a device');
    return readFileSync(path);
  } catch (error) {
    throw new UserError(`Cannot read ${path}: ${messageOf(error)}.`);
  }
}

function decodeWav(path: string, bytes: Buffer): Float32Array {
  try {
    return samplesOf(new WaveFile(bytes));
  } catch (error) {
    throw new UserError(`${path} is not a WAV file this program can read: ${messageOf(error)}.`);
  }
}

/** Converts to 16-bit samples first: wavefile is a hundred times slower with floating point samples. */
function samplesOf(wav: WaveFile): Float32Array {
  checkFormat(wav);
  checkSize(wav);
  if (wav.bitDepth === '8a') wav.fromALaw();
  if (wav.bitDepth === '8m') wav.fromMuLaw();
  if (wav.bitDepth !== '16') wav.toBitDepth('16');
  const { sampleRate } = wav.fmt as { sampleRate: number };
  if (!(sampleRate > 0)) throw new Error('its sample rate is 0');
  const samples: unknown = wav.getSamples(false, Int16Array);
  const channels = (Array.isArray(samples) ? samples : [samples]) as Int16Array[];
  return resample(mixDown(channels), sampleRate, SAMPLE_RATE);
}

/** Format tags of PCM, floating point, A-law and mu-law. */
const FORMATS: ReadonlySet<number> = new Set([1, 3, 6, 7]);
const EXTENSIBLE = 0xfffe;
const COMPRESSIONS: Readonly<Record<number, string>> = { 2: 'ADPCM', 17: 'ADPCM', 80: 'MPEG', 85: 'MP3' };

/** wavefile reads unknown formats as PCM, and its ADPCM decoder returns too many samples. */
function checkFormat({ fmt }: WaveFile): void {
  const { audioFormat, subformat } = fmt as { audioFormat: number; subformat: readonly number[] };
  const format = audioFormat === EXTENSIBLE ? subformat[0]! : audioFormat;
  if (FORMATS.has(format)) return;
  throw new Error(`its samples are compressed (${COMPRESSIONS[format] ?? `format ${format}`})`);
}

/** A 32-bit size that stands for a size given elsewhere (RF64) or unknown when writing began. */
const SIZE_UNKNOWN = 0xffffffff;

/** wavefile reads a truncated file without an error. */
function checkSize({ data }: WaveFile): void {
  const { chunkSize, samples } = data as { chunkSize: number; samples: Uint8Array };
  if (chunkSize === SIZE_UNKNOWN || samples.length >= chunkSize) return;
  throw new Error(`it is truncated: its header announces ${chunkSize} bytes of sound, but it has ${samples.length}`);
}
