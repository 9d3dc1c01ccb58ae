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
])('%s bits, %d channels: the header tells the samples that were written', (depth, channels) => {
  // Even ones: wavefile counts the byte that pads an odd number of A-law samples as one of them.
  for (const samples of [0, 2, 1234]) {
    const file = new WaveFile(wav(samples, 11025, /[am]/.test(depth) ? '16' : depth, channels));
    if (depth === '8a') file.toALaw();
    if (depth === '8m') file.toMuLaw();
    expect(readWavLength(inScratch(file.toBuffer()))).toEqual({ samples, sampleRate: 11025 });
  }
});

test('chunks before the sound are passed over, odd ones too', () => {
  const plain = Buffer.from(wav(400));
  const odd = Buffer.concat([Buffer.from('LIST'), Buffer.from([3, 0, 0, 0]), Buffer.from('abc\0')]);
  expect(readWavLength(inScratch(Buffer.concat([plain.subarray(0, 12), odd, plain.subarray(12)]))).samples).toBe(400);
});

test('ten gigabytes of sound (RF64) take no longer than their header', () => {
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
