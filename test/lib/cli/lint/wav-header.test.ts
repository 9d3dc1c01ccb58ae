import { mkdtempSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WaveFile } from 'wavefile';
import { readWavLength } from '../../../../lib/cli/lint/wav-header';
import { wav } from '../../../support/wav-file';

const scratch = mkdtempSync(join(tmpdir(), 'ctc-wav-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const inScratch = (content: Uint8Array): string => {
  const file = join(scratch, 'file.wav');
  writeFileSync(file, content);
  return file;
};

test.each([
  ['8', 1],
  ['16', 2],
  ['24', 1],
  ['32f', 2],
  ['64', 1],
  ['8a', 1],
  ['8m', 1],
])('%s bits, %d channels: reads the number of samples', (depth, channels) => {
  // Even ones: wavefile counts the byte that pads an odd number of A-law samples as one of them.
  for (const samples of [0, 2, 1234]) {
    const file = new WaveFile(wav(samples, 11025, /[am]/.test(depth) ? '16' : depth, channels));
    if (depth === '8a') file.toALaw();
    if (depth === '8m') file.toMuLaw();
    expect(readWavLength(inScratch(file.toBuffer()))).toEqual({ samples, sampleRate: 11025 });
  }
});

test('skips chunks before the data, including those of odd length', () => {
  const plain = Buffer.from(wav(400));
  const odd = Buffer.concat([Buffer.from('LIST'), Buffer.from([3, 0, 0, 0]), Buffer.from('abc\0')]);
  expect(readWavLength(inScratch(Buffer.concat([plain.subarray(0, 12), odd, plain.subarray(12)]))).samples).toBe(400);
});

test('reads only the header of ten gigabytes of sound (RF64)', () => {
  const bytes = 10e9;
  const header = Buffer.alloc(80);
  header.write('RF64\xff\xff\xff\xffWAVEds64', 0, 'latin1');
  header.writeUInt32LE(28, 16);
  header.writeBigUInt64LE(BigInt(bytes + 72), 20);
  header.writeBigUInt64LE(BigInt(bytes), 28);
  header.write('fmt ', 48, 'latin1');
  header.writeUInt32LE(16, 52);
  header.writeUInt16LE(1, 56);
  header.writeUInt16LE(1, 58);
  header.writeUInt32LE(48_000, 60);
  header.writeUInt32LE(96_000, 64);
  header.writeUInt16LE(2, 68);
  header.writeUInt16LE(16, 70);
  header.write('data\xff\xff\xff\xff', 72, 'latin1');
  const file = join(scratch, 'long.wav');
  writeSync(openSync(file, 'w'), header);
  truncateSync(file, 80 + bytes);
  expect(readWavLength(file)).toEqual({ samples: bytes / 2, sampleRate: 48_000 });
});

/** One second of sound, with the size in the header replaced. */
const withDataSize = (size: number): Buffer => {
  const file = Buffer.from(wav(8000));
  file.writeUInt32LE(size, 40);
  return file;
};

test.each([0, 0x7ff00000, 0x7fff0000, 0x7ffff000, 0x7fffffdb, 0x7fffffff, 0x80000000, 0xffffffdb, 0xffffffff])(
  'an unfinished header with a data size of %d: the sound extends to the end of the file',
  (size) => {
    expect(readWavLength(inScratch(withDataSize(size)))).toEqual({ samples: 8000, sampleRate: 8000 });
    expect(readWavLength(inScratch(withDataSize(size).fill('RF64', 0, 4))).samples).toBe(8000);
  },
);

test('a data size of 0 is right if nothing or only chunks follow', () => {
  const empty = Buffer.from(wav(0));
  const tags = Buffer.concat([
    Buffer.from('LIST\x05\0\0\0INFO\0\0', 'latin1'),
    Buffer.from('id3 \x02\0\0\0ab', 'latin1'),
  ]);
  expect(readWavLength(inScratch(empty)).samples).toBe(0);
  expect(readWavLength(inScratch(Buffer.concat([empty, tags]))).samples).toBe(0);
  // Sound that looks like chunks at first.
  expect(readWavLength(inScratch(Buffer.concat([empty, tags, Buffer.alloc(3)]))).samples).toBe(13);
});

test('an unfinished RF64 header', () => {
  const plain = Buffer.from(wav(8000));
  const ds64 = Buffer.alloc(36);
  ds64.write('ds64\x1c', 'latin1');
  const file = Buffer.concat([plain.subarray(0, 12), ds64, plain.subarray(12)]).fill('RF64', 0, 4);
  file.fill(0xff, file.length - 16_004, file.length - 16_000);
  expect(readWavLength(inScratch(file)).samples).toBe(8000);
  expect(readWavLength(inScratch(file.fill(0xff, 28, 36))).samples).toBe(8000);
});

/** WAVE_FORMAT_EXTENSIBLE, from Microsoft's mmreg.h: the format's number is the beginning of a GUID. */
function extensible(subFormat: string, size = 40): Buffer {
  const plain = Buffer.from(wav(400));
  const format = Buffer.alloc(8 + size);
  format.write('fmt ');
  format.writeUInt32LE(size, 4);
  plain.copy(format, 8, 20, 36);
  format.writeUInt16LE(0xfffe, 8);
  if (size === 40) {
    format.writeUInt16LE(22, 24);
    format.write(subFormat, 32, 'hex');
  }
  return Buffer.concat([plain.subarray(0, 12), format, plain.subarray(36)]);
}

const MEDIA_TYPE = '000000001000800000aa00389b71';

test.each([
  ['PCM', `0100${MEDIA_TYPE}`],
  ['floating point', `0300${MEDIA_TYPE}`],
  ['A-law', `0600${MEDIA_TYPE}`],
  ['mu-law', `0700${MEDIA_TYPE}`],
  ['Ambisonics', '010000002107d3118644c8c1ca000000'],
])('the extensible format with %s', (_, subFormat) => {
  expect(readWavLength(inScratch(extensible(subFormat)))).toEqual({ samples: 400, sampleRate: 8000 });
});

test.each([
  [extensible(`1100${MEDIA_TYPE}`), 'is a compressed WAV file (format 17), whose length is not in its header'],
  [
    extensible('00112233445566778899aabbccddeeff'),
    'is a WAV file of an unknown sub-format (00112233445566778899aabbccddeeff)',
  ],
  [extensible('', 18), 'is a WAV file of the extensible format without a sub-format'],
])('an extensible format of unknown length', (content, message) => {
  expect(() => readWavLength(inScratch(content))).toThrow(message);
});
