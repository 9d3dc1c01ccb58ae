import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WaveFile } from 'wavefile';
import { readWav } from '../../../../examples/digits/speech/read-wav';
import { mixDown, SAMPLE_RATE } from '../../../../examples/digits/speech/samples';
import { UserError } from '../../../../examples/digits/support/user-error';

const folder = mkdtempSync(join(tmpdir(), 'ctc-audio-'));
afterAll(() => rmSync(folder, { recursive: true }));

const tone = (hz: number, rate: number, seconds: number, amplitude: number): Float64Array =>
  Float64Array.from({ length: Math.round(rate * seconds) }, (_, index) =>
    Math.round(amplitude * Math.sin((2 * Math.PI * hz * index) / rate)),
  );

const save = (name: string, wav: WaveFile): string => {
  const path = join(folder, name);
  writeFileSync(path, wav.toBuffer());
  return path;
};

/** Largest deviation from `amplitude * sin(hz)`, without the first and last 20 ms. */
function maxDeviation(samples: Float32Array, hz: number, amplitude: number): number {
  let worst = 0;
  for (let index = 160; index < samples.length - 160; index++) {
    const expected = amplitude * Math.sin((2 * Math.PI * hz * index) / SAMPLE_RATE);
    worst = Math.max(worst, Math.abs(samples[index]! - expected));
  }
  return worst;
}

test('16-bit samples at 8 kHz are read exactly', () => {
  const wav = new WaveFile();
  wav.fromScratch(1, 8000, '16', [0, 16384, -32768, 32767]);
  expect([...readWav(save('exact.wav', wav))]).toEqual([0, 0.5, -1, 32767 / 32768]);
});

test.each([
  ['8', 127, 8000, 0.02],
  ['24', 2 ** 22, 44100, 0.002],
  ['32', 2 ** 30, 48000, 0.002],
  ['16', 2 ** 14, 11025, 0.002],
  ['16', 2 ** 14, 22050, 0.002],
  ['16', 2 ** 14, 16000, 0.002],
])('%s bits, amplitude %d, at %d Hz become the same tone at 8 kHz', (depth, amplitude, rate, tolerance) => {
  const offset = depth === '8' ? 128 : 0;
  const level = depth === '8' ? 63 : amplitude;
  const wav = new WaveFile();
  wav.fromScratch(
    1,
    rate,
    depth,
    tone(440, rate, 0.5, level).map((sample) => sample + offset),
  );
  const samples = readWav(save(`depth-${depth}-${rate}.wav`, wav));
  expect(Math.abs(samples.length - 4000)).toBeLessThanOrEqual(1);
  expect(maxDeviation(samples, 440, depth === '8' ? 63 / 128 : 0.5)).toBeLessThan(tolerance);
});

const coded = (name: string, encode: (wav: WaveFile) => void): string => {
  const wav = new WaveFile();
  wav.fromScratch(1, 8000, '16', tone(440, 8000, 0.5, 2 ** 14));
  encode(wav);
  return save(name, wav);
};

test('floating point, A-law and mu-law are read', () => {
  const deviation = (encode: (wav: WaveFile) => void): number =>
    maxDeviation(readWav(coded('coded.wav', encode)), 440, 0.5);
  expect(deviation((wav) => wav.toBitDepth('32f'))).toBeLessThan(0.002);
  expect(deviation((wav) => wav.toBitDepth('64'))).toBeLessThan(0.002);
  expect(deviation((wav) => wav.toALaw())).toBeLessThan(0.03);
  expect(deviation((wav) => wav.toMuLaw())).toBeLessThan(0.03);
});

test('channels are averaged', () => {
  const wav = new WaveFile();
  wav.fromScratch(2, 8000, '16', [Int16Array.from([1000, 2000]), Int16Array.from([3000, -2000])]);
  expect([...readWav(save('stereo.wav', wav))]).toEqual([2000 / 32768, 0]);
  expect([...mixDown([Int16Array.from([8192])])]).toEqual([0.25]);
});

test('names a file that is missing or not a WAV file', () => {
  const missing = join(folder, 'missing.wav');
  const text = join(folder, 'text.wav');
  writeFileSync(text, 'not a wave file at all');
  const truncated = join(folder, 'truncated.wav');
  writeFileSync(truncated, 'RIFF');
  const compressed = coded('adpcm.wav', (wav) => wav.toIMAADPCM());
  for (const path of [missing, text, truncated, compressed, folder]) {
    expect(() => readWav(path)).toThrow(UserError);
    expect(() => readWav(path)).toThrow(path);
  }
});

/** A WAV file of three 16-bit samples with a changed header. */
const patched = (name: string, patch: (bytes: Buffer, format: number, data: number) => Buffer | undefined): string => {
  const wav = new WaveFile();
  wav.fromScratch(1, 8000, '16', [1, 2, 3]);
  const bytes = Buffer.from(wav.toBuffer());
  const path = join(folder, name);
  writeFileSync(path, patch(bytes, bytes.indexOf('fmt ') + 8, bytes.indexOf('data') + 4) ?? bytes);
  return path;
};

test.each<[string, number, number]>([
  ['MP3', 0x55, 0],
  ['ADPCM', 2, 16],
  ['ADPCM', 0x11, 4],
  ['format 353', 0x161, 16],
])('rejects compressed samples: %s', (compression, code, bits) => {
  const path = patched('compressed.wav', (bytes, format) => {
    bytes.writeUInt16LE(code, format);
    bytes.writeUInt16LE(bits, format + 14);
  });
  expect(() => readWav(path)).toThrow(UserError);
  expect(() => readWav(path)).toThrow(
    `${path} is not a WAV file this program can read: its samples are compressed (${compression}).`,
  );
});

test('rejects a truncated file with both sizes', () => {
  const path = patched('cut.wav', (bytes, _, data) => bytes.subarray(0, data + 4 + 2));
  expect(() => readWav(path)).toThrow(UserError);
  expect(() => readWav(path)).toThrow('it is truncated: its header announces 6 bytes of sound, but it has 2.');
});

test('reads a streamed file, whose size is 0xffffffff, to its end', () => {
  const path = patched('streamed.wav', (bytes, _, data) => void bytes.writeUInt32LE(0xffffffff, data));
  expect([...readWav(path)]).toEqual([1, 2, 3].map((sample) => sample / 32768));
});

test('rejects a file without sound, a sample rate of 0, and a device', () => {
  const silent = new WaveFile();
  silent.fromScratch(1, 8000, '16', []);
  const rated = new WaveFile();
  rated.fromScratch(1, 8000, '16', [1, 2, 3]);
  const timeless = join(folder, 'timeless.wav');
  const bytes = Buffer.from(rated.toBuffer());
  bytes.writeUInt32LE(0, bytes.indexOf('fmt ') + 12);
  writeFileSync(timeless, bytes);
  const cases: [string, string][] = [
    [save('silent.wav', silent), 'silent.wav has no sound.'],
    [timeless, 'timeless.wav is not a WAV file this program can read: its sample rate is 0.'],
    ['/dev/null', 'Cannot read /dev/null: it is a pipe or a device.'],
  ];
  for (const [path, message] of cases) {
    expect(() => readWav(path)).toThrow(UserError);
    expect(() => readWav(path)).toThrow(message);
  }
});
