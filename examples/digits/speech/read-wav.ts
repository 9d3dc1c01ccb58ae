import { readFileSync, statSync } from 'node:fs';
import { WaveFile } from 'wavefile';
import { messageOf, UserError } from '../support/user-error';
import { resample } from './resample';

/** Everything here works on mono samples in [-1, 1] at this rate, in Hz. */
export const SAMPLE_RATE = 8000;

/** Reads a WAV file of any rate and number of channels: integers, floating point, A-law or mu-law. */
export function readWav(path: string): Float32Array {
  const bytes = readFile(path);
  const samples = decodeWav(path, bytes);
  if (samples.length === 0) throw new UserError(`${path} holds no sound.`);
  return samples;
}

function readFile(path: string): Buffer {
  try {
    const status = statSync(path);
    // A pipe would be waited for.
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

/** By way of 16-bit samples: the library packs and unpacks floating point ones a hundred times more slowly. */
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

/** Format tags of samples that can be read: PCM, floating point, A-law, mu-law. */
const FORMATS: ReadonlySet<number> = new Set([1, 3, 6, 7]);
const EXTENSIBLE = 0xfffe;
const COMPRESSIONS: Readonly<Record<number, string>> = { 2: 'ADPCM', 17: 'ADPCM', 80: 'MPEG', 85: 'MP3' };

/** The library takes samples for PCM whatever their format, and its ADPCM decoder returns more than there are. */
function checkFormat({ fmt }: WaveFile): void {
  const { audioFormat, subformat } = fmt as { audioFormat: number; subformat: readonly number[] };
  const format = audioFormat === EXTENSIBLE ? subformat[0]! : audioFormat;
  if (FORMATS.has(format)) return;
  throw new Error(`its samples are compressed (${COMPRESSIONS[format] ?? `format ${format}`})`);
}

/** In a size of 32 bits: the true one is elsewhere (RF64), or was not known when writing began. */
const SIZE_UNKNOWN = 0xffffffff;

/** The library reads what there is of a file that was cut. */
function checkSize({ data }: WaveFile): void {
  const { chunkSize, samples } = data as { chunkSize: number; samples: Uint8Array };
  if (chunkSize === SIZE_UNKNOWN || samples.length >= chunkSize) return;
  throw new Error(`it is cut short: its header tells of ${chunkSize} bytes of sound, and ${samples.length} are there`);
}

/** The mean of the channels, scaled from 16 bits to [-1, 1]. */
export function mixDown(channels: readonly Int16Array[]): Float32Array {
  const mono = new Float32Array(channels[0]?.length ?? 0);
  const scale = 1 / (2 ** 15 * channels.length);
  for (const channel of channels) {
    for (let index = 0; index < mono.length; index++) mono[index]! += channel[index]! * scale;
  }
  return mono;
}
