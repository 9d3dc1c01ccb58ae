import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WaveFile } from 'wavefile';
import { bySpeaker } from '../../../../examples/digits/speech/clips';
import { readRecordings } from '../../../../examples/digits/speech/recordings';
import { UserError } from '../../../../examples/digits/support/user-error';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function makeFolder(names: readonly string[], inside = ''): string {
  const folder = mkdtempSync(join(tmpdir(), 'ctc-recordings-'));
  folders.push(folder);
  mkdirSync(join(folder, inside), { recursive: true });
  for (const [index, name] of names.entries()) {
    const wav = new WaveFile();
    wav.fromScratch(1, 8000, '16', new Int16Array(100).fill(index));
    writeFileSync(join(folder, inside, name), wav.toBuffer());
  }
  return folder;
}

test.each(['', 'recordings'])('reads digit, speaker and take from file names; subfolder "%s"', (inside) => {
  const folder = makeFolder(
    ['3_ann_9.wav', '3_ann_11.wav', '0_bob_49.wav', '7_bob_0.wav', '5_bob_20.wav', 'notes.wav'],
    inside,
  );
  const { training, heldOut, test } = readRecordings(folder);
  expect(training.map(({ speaker, digits }) => [speaker, ...digits])).toEqual([
    ['bob', 0],
    ['ann', 3],
  ]);
  expect(test.map(({ speaker, digits }) => [speaker, ...digits])).toEqual([
    ['ann', 3],
    ['bob', 7],
  ]);
  expect(heldOut.map(({ speaker, digits }) => [speaker, ...digits])).toEqual([['bob', 5]]);
  expect(training.map(({ samples }) => samples[0]! * 2 ** 15)).toEqual([2, 1]);
  expect(bySpeaker([...training, ...test]).map((clips) => clips.length)).toEqual([2, 2]);
});

test('a left-out speaker is in none of the other sets', () => {
  const folder = makeFolder([
    '1_ann_5.wav',
    '1_ann_10.wav',
    '1_ann_11.wav',
    '2_bob_5.wav',
    '2_bob_10.wav',
    '2_bob_11.wav',
  ]);
  const { training, heldOut, test, leftOut, description } = readRecordings(folder, 'bob');
  for (const clips of [training, heldOut, test]) expect(clips.map(({ speaker }) => speaker)).toEqual(['ann']);
  expect(leftOut!.map(({ speaker }) => speaker)).toEqual(['bob', 'bob', 'bob']);
  expect(description).toContain('3 of bob left out');
  expect(() => readRecordings(folder, 'eve')).toThrow(/has no recordings of a speaker named eve\.$/);
});

test('reports what is wrong with a folder', () => {
  const empty = makeFolder([]);
  const noTest = makeFolder(['1_ann_10.wav', '1_ann_11.wav']);
  const noTraining = makeFolder(['1_ann_1.wav', '1_ann_10.wav']);
  const noHeldOut = makeFolder(['1_ann_1.wav', '1_ann_11.wav']);
  const broken = makeFolder(['1_ann_1.wav', '1_ann_10.wav']);
  writeFileSync(join(broken, '2_ann_10.wav'), 'RIFF');
  const cases: [string, RegExp][] = [
    [join(empty, 'nowhere'), /^The folder .*nowhere does not exist\.$/],
    [join(broken, '1_ann_1.wav'), /1_ann_1\.wav is not a folder\.$/],
    [empty, /has no recordings named .* with takes 11 to 19, 21 to 29 and so on to train on\.$/],
    [noTest, /has no recordings named .* with takes below 10 to test on\.$/],
    [noTraining, /with takes 11 to 19, .* to train on\.$/],
    [noHeldOut, /with takes 10, 20 and so on to select the best network\.$/],
    [broken, /2_ann_10\.wav is not a WAV file this program can read: .*\.$/],
  ];
  for (const [folder, message] of cases) {
    expect(() => readRecordings(folder)).toThrow(UserError);
    expect(() => readRecordings(folder)).toThrow(message);
  }
});

/** Folder of the Free Spoken Digit Dataset, which is not part of this repository: CTC_FSDD=DIR npx jest test/examples/digits/speech/recordings.test.ts */
const fsdd = process.env.CTC_FSDD;
if (fsdd !== undefined)
  test('reads the Free Spoken Digit Dataset', () => {
    const { training, heldOut, test } = readRecordings(fsdd);
    for (const clips of [training, heldOut, test]) {
      const speakers = bySpeaker(clips);
      expect(speakers.length).toBe(6);
      for (const own of speakers) expect(new Set(own.flatMap(({ digits }) => digits)).size).toBe(10);
    }
    for (const { samples } of [...training, ...test]) {
      expect(samples.length).toBeGreaterThan(800);
      expect(samples.every((sample) => sample >= -1 && sample <= 1)).toBe(true);
    }
  });
