import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../../../examples/digits/support/user-error';
import { type Checkpoint, Checkpoints } from '../../../../examples/digits/training/checkpoints';
import type { RunIdentity } from '../../../../examples/digits/training/run-identity';
import { LOG_FILE } from '../../../../examples/digits/training/training-log';

const run: RunIdentity = { steps: 600, seed: 1, data: { description: 'some speech', sha256: 'ab' } };
const encoded: Checkpoint['weights'] = { specs: [{ name: '0', shape: [1], dtype: 'float32' }], data: 'AACAPw==' };
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

const load = (current = run): Checkpoint | null => checkpoints.load(current, (message) => damage.push(message));
const newest = (): string => join(folder, 'checkpoint-000075.json');

test('loads the newest checkpoint and keeps the one before', () => {
  expect(readdirSync(folder)).toEqual(['checkpoint-000050.json', 'checkpoint-000075.json', LOG_FILE]);
  expect(load()).toMatchObject(checkpointAt(75));
  checkpoints.clear();
  expect(readdirSync(folder)).toEqual([LOG_FILE]);
  expect(load()).toBeNull();
  expect(damage).toEqual([]);
});

describe('reports a damaged checkpoint and loads the one before', () => {
  const flipLast = (): void => {
    const bytes = readFileSync(newest());
    bytes[bytes.length - 3]! ^= 1;
    writeFileSync(newest(), bytes);
  };
  test.each([
    ['truncated', () => truncateSync(newest(), 100), 'its content does not match its checksum'],
    ['empty', () => truncateSync(newest(), 0), 'its content does not match its checksum'],
    ['with one bit flipped', flipLast, 'its content does not match its checksum'],
    [
      'with a log that is too short',
      () => truncateSync(join(folder, LOG_FILE), 60),
      'log.jsonl is shorter than it was at the checkpoint',
    ],
  ])('%s', (_, damageIt, reason) => {
    damageIt();
    expect(load()).toMatchObject(checkpointAt(50));
    expect(damage).toEqual([expect.stringContaining(`Ignoring the damaged checkpoint ${newest()}: `)]);
    expect(damage[0]).toContain(reason);
  });

  test('fails without a usable one and deletes nothing', () => {
    truncateSync(newest(), 100);
    rmSync(join(folder, 'checkpoint-000050.json'));
    expect(load).toThrow(UserError);
    expect(load).toThrow(/ has an unfinished training without a usable checkpoint\. Use --fresh to discard it/);
    expect(readdirSync(folder)).toContain('checkpoint-000075.json');
  });
});

test.each([
  [{ ...run, seed: 2 }, /has an unfinished training with --seed 1, not 2\. Use --fresh/],
  [{ ...run, steps: 700, seed: 2 }, /with --seed 1, not 2 and --steps 600, not 700\. /],
  [{ ...run, data: { description: 'songs', sha256: 'cd' } }, /with other data \(some speech\)\. .* another --out /],
])('rejects another training: %o', (current, message) => {
  expect(() => load(current)).toThrow(UserError);
  expect(() => load(current)).toThrow(message);
});

test('accepts the same data from another folder', () => {
  expect(load({ ...run, data: { description: 'elsewhere', sha256: 'ab' } })).toMatchObject({ step: 75 });
});

test('ignores a partly written checkpoint and removes it with the next save or clear', () => {
  writeFileSync(join(folder, 'checkpoint-000100.json.unfinished'), 'half of');
  expect(load()).toMatchObject({ step: 75 });
  checkpoints.save(checkpointAt(100));
  expect(readdirSync(folder)).toEqual(['checkpoint-000075.json', 'checkpoint-000100.json', LOG_FILE]);
  writeFileSync(join(folder, 'checkpoint-000110.json.unfinished'), 'half of');
  checkpoints.clear();
  expect(readdirSync(folder)).toEqual([LOG_FILE]);
});
