import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAtomically } from '../../../../examples/digits/support/files';
import { UserError } from '../../../../examples/digits/support/user-error';
import { type Checkpoint, Checkpoints } from '../../../../examples/digits/training/checkpoints';
import type { Run } from '../../../../examples/digits/training/run-identity';
import { LOG_FILE } from '../../../../examples/digits/training/training-log';

const run: Run = { steps: 600, seed: 1, data: { description: 'some speech', sha256: 'ab' } };
const encoded: Checkpoint['weights'] = [{ shape: [1], dtype: 'float32', data: 'AACAPw==' }];
const checkpointAt = (step: number): Checkpoint => ({
  run,
  step,
  seconds: 1.5 * step,
  lossSeconds: 0.25,
  logBytes: step,
  weights: encoded,
  average: encoded,
  optimizer: encoded,
  best: null,
});

let folder: string;
let checkpoints: Checkpoints;
let damage: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ctc-checkpoints-'));
  writeFileSync(join(folder, LOG_FILE), 'x'.repeat(1000));
  checkpoints = new Checkpoints(folder);
  damage = [];
  for (const step of [25, 50, 75]) checkpoints.save(checkpointAt(step));
});
afterEach(() => rmSync(folder, { recursive: true }));

const load = (wanted = run): Checkpoint | null => checkpoints.load(wanted, (message) => damage.push(message));
const newest = (): string => join(folder, 'checkpoint-000075.json');

test('the newest is loaded, one before it is kept, and nothing else', () => {
  expect(readdirSync(folder)).toEqual(['checkpoint-000050.json', 'checkpoint-000075.json', LOG_FILE]);
  expect(load()).toMatchObject(checkpointAt(75));
  checkpoints.clear();
  expect(readdirSync(folder)).toEqual([LOG_FILE]);
  expect(load()).toBeNull();
  expect(damage).toEqual([]);
});

describe('a damaged checkpoint is named, and the one before is used', () => {
  const flipLast = (): void => {
    const bytes = readFileSync(newest());
    bytes[bytes.length - 3]! ^= 1;
    writeFileSync(newest(), bytes);
  };
  test.each([
    ['cut short', () => truncateSync(newest(), 100), 'its content does not match its checksum'],
    ['empty', () => truncateSync(newest(), 0), 'its content does not match its checksum'],
    ['with one bit flipped', flipLast, 'its content does not match its checksum'],
    ['older than its log is long', () => truncateSync(join(folder, LOG_FILE), 60), 'log.jsonl has lost its end'],
  ])('%s', (_, harm, says) => {
    harm();
    expect(load()).toMatchObject(checkpointAt(50));
    expect(damage).toEqual([expect.stringContaining(`The checkpoint ${newest()} cannot be used: `)]);
    expect(damage[0]).toContain(says);
  });

  test('if there is none before, nothing is begun and nothing is lost', () => {
    truncateSync(newest(), 100);
    rmSync(join(folder, 'checkpoint-000050.json'));
    expect(load).toThrow(UserError);
    expect(load).toThrow(/ holds an unfinished training and no checkpoint that can be used\. --fresh begins anew/);
    expect(readdirSync(folder)).toContain('checkpoint-000075.json');
  });
});

test.each([
  [{ ...run, seed: 2 }, /holds an unfinished training with --seed 1, not 2\. --fresh/],
  [{ ...run, steps: 700, seed: 2 }, /with --seed 1, not 2 and --steps 600, not 700\. /],
  [{ ...run, data: { description: 'songs', sha256: 'cd' } }, /with other data \(some speech\)\. .* another --out /],
])('another training is refused by name: %o', (wanted, says) => {
  expect(() => load(wanted)).toThrow(UserError);
  expect(() => load(wanted)).toThrow(says);
});

test('the same data from another folder are the same data', () => {
  expect(load({ ...run, data: { description: 'elsewhere', sha256: 'ab' } })).toMatchObject({ step: 75 });
});

test('what a kill leaves of a file being written is no checkpoint, and is taken away by the next', () => {
  writeFileSync(join(folder, 'checkpoint-000100.json.unfinished'), 'half of');
  expect(load()).toMatchObject({ step: 75 });
  checkpoints.save(checkpointAt(100));
  expect(readdirSync(folder)).toEqual(['checkpoint-000075.json', 'checkpoint-000100.json', LOG_FILE]);
  writeFileSync(join(folder, 'checkpoint-000110.json.unfinished'), 'half of');
  checkpoints.clear();
  expect(readdirSync(folder)).toEqual([LOG_FILE]);
});

test('a file that cannot be written is said, and the one before stays', () => {
  const taken = join(folder, 'taken');
  writeAtomically(taken, 'before');
  expect(() => writeAtomically(join(taken, 'inside'), 'text')).toThrow(/^Cannot write .*inside: .*ENOTDIR.*\.$/);
  expect(readFileSync(taken, 'utf8')).toBe('before');
  expect(readdirSync(folder).filter((name) => name.endsWith('.unfinished'))).toEqual([]);
});
