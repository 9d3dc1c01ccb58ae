import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runExample, startExample } from './run-example';
import { makeToneRecordings, toneWav } from './tone-recordings';

jest.setTimeout(300_000);

const scratch = mkdtempSync(join(tmpdir(), 'ctc-training-'));
const tones = makeToneRecordings();
afterAll(() => {
  for (const folder of [scratch, tones]) rmSync(folder, { recursive: true });
});

const testErrorRate = (said: string): number => Number(/^Test label error rate: ([\d.]+) %/m.exec(said)?.[1]);

test('a short training on synthetic speech reads voices it has not heard', () => {
  const out = join(scratch, 'speech');
  const { status, stdout, stderr } = runExample('--steps', '120', '--seed', '5', '--out', out);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(testErrorRate(stdout)).toBeLessThan(25);
  expect(stdout).toMatch(/\d+ voices of eSpeak NG to train on/);
  expect(stdout).toMatch(
    /^Training step 120\/120 \| loss [\d.]+ \| label errors [\d.]+ % \| \d+ samples\/s \| 0:00 left$/m,
  );
  expect(stdout).toMatch(/^ {2}spoken \d+ +read \d*$/m);
  expect(stdout).toMatch(/^Training: 120 steps in [\d.]+ minutes, seed 5$/m);
  expect(stdout).toMatch(/^Time in the CTC loss: [\d.]+ % of the training$/m);
  expect(readdirSync(out)).toEqual(['model.json']);
});

describe('trained on tones', () => {
  const out = join(scratch, 'tones');
  const file = join(scratch, '3311902.wav');
  let said = '';

  beforeAll(() => {
    said = runExample('--steps', '300', '--data', tones, '--out', out).stdout;
    writeFileSync(file, toneWav([3, 3, 1, 1, 9, 0, 2]));
  });

  test('nearly every digit is read', () => {
    expect(testErrorRate(said)).toBeLessThan(5);
  });

  test('the saved model transcribes files at any rate', () => {
    const other = join(scratch, 'at-22050.wav');
    writeFileSync(other, toneWav([5, 6, 6, 7], 22050));
    expect(runExample('transcribe', file, '--model', out)).toMatchObject({
      status: 0,
      stdout: '3311902\n',
      stderr: '',
    });
    expect(runExample('transcribe', other, '--model', out)).toMatchObject({ status: 0, stdout: '5667\n' });
  });

  test('the same seed gives the same network, another seed another', () => {
    const errors = (seed: string): string => {
      const { stdout } = runExample('--steps', '8', '--seed', seed, '--data', tones, '--out', join(scratch, 'seed'));
      return /step 8\/8 \| loss [\d.]+ \| label errors [\d.]+ %/.exec(stdout)![0];
    };
    expect(errors('1')).toBe(errors('1'));
    expect(errors('1')).not.toBe(errors('2'));
  });
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s saves a model that loads', async (signal) => {
  const out = join(scratch, signal);
  const training = startExample('--steps', '100000', '--data', tones, '--out', out);
  let said = '';
  training.stdout!.on('data', (data) => {
    const before = said.includes('Training step 1/');
    said += data;
    if (!before && said.includes('Training step 1/')) {
      // As npm does, which passes on what the terminal has sent to both.
      training.kill(signal);
      training.kill(signal);
    }
  });
  const ended = await new Promise((resolve) => training.on('close', (code, by) => resolve({ code, by })));
  expect(ended).toEqual({ code: 0, by: null });
  expect(said).toMatch(/^Training: \d+ of 100000 steps in/m);
  expect(said).not.toContain('Test label error rate');
  expect(readdirSync(out)).toEqual(['model.json']);
  const file = join(scratch, 'tone.wav');
  writeFileSync(file, toneWav([1]));
  expect(runExample('transcribe', file, '--model', out)).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^\d*\n$/),
  });
});

describe('mistakes are one sentence on stderr', () => {
  test.each([
    { parameters: ['--steps', '0'], says: /'0' is invalid\. It must be a whole number, 1 or more\.$/, code: 2 },
    { parameters: ['--seed', 'one'], says: /'one' is invalid\. It must be a whole number, 0 or more\.$/, code: 2 },
    { parameters: ['--stps', '3'], says: /^error: unknown option '--stps'/, code: 2 },
    { parameters: ['train'], says: /^error: too many arguments/, code: 2 },
    { parameters: ['transcribe'], says: /^error: missing required argument 'file'$/, code: 2 },
    { parameters: ['--data', '/no/such/folder'], says: /^The folder \/no\/such\/folder does not exist\.$/, code: 1 },
    {
      parameters: ['transcribe', 'x.wav', '--model', '/no/such'],
      says: /^There is no trained model in \/no\/such: .*\.$/,
      code: 1,
    },
  ])('$parameters', ({ parameters, says, code }) => {
    const { status, stderr } = runExample(...parameters);
    expect(stderr.trimEnd()).toMatch(says);
    expect(stderr).not.toContain('    at ');
    expect(status).toBe(code);
  });

  test('a folder that cannot be made', () => {
    const file = join(scratch, 'file');
    writeFileSync(file, '');
    const { status, stderr } = runExample('--out', join(file, 'inside'));
    expect(stderr).toMatch(/^Cannot make the folder .*inside: .*\.\n$/);
    expect(status).toBe(1);
  });

  test('a model that is none', () => {
    const file = join(scratch, 'model.json');
    for (const content of ['{', '{}', '[]', 'null']) {
      writeFileSync(file, content);
      const { status, stderr } = runExample('transcribe', 'x.wav', '--model', scratch);
      expect(stderr).toMatch(/^.*model\.json.*\.\n$/);
      expect(status).toBe(1);
    }
    expect(existsSync(file)).toBe(true);
  });
});

test('--help names the options and the commands', () => {
  const { status, stdout } = runExample('--help');
  for (const word of ['--data', '--steps', '--seed', '--out', 'transcribe']) expect(stdout).toContain(word);
  expect(status).toBe(0);
  expect(runExample('transcribe', '--help').stdout).toContain('--model');
});
