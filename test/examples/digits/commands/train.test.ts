import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLog } from '../../../../examples/digits/report/read-log';
import { runExample, startExample } from '../../../support/run-example';
import { makeToneRecordings, toneWav } from '../../../support/tone-recordings';

jest.setTimeout(300_000);

const scratch = mkdtempSync(join(tmpdir(), 'ctc-training-'));
const tones = makeToneRecordings();
afterAll(() => {
  for (const folder of [scratch, tones]) rmSync(folder, { recursive: true });
});

const testErrorRate = (output: string): number => Number(/^Test label error rate: ([\d.]+) %/m.exec(output)?.[1]);

test('a short training on synthetic speech reads new voices', () => {
  const out = join(scratch, 'speech');
  const { status, stdout, stderr } = runExample('--steps', '90', '--seed', '5', '--out', out);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(testErrorRate(stdout)).toBeLessThan(25);
  expect(stdout).toMatch(/^Data: eSpeak NG, \d+ training voices \(\d+ clips\)/m);
  expect(stdout).toMatch(
    /^Training step 90\/90 \| loss [\d.]+ \| label errors [\d.]+ % \| \d+ samples\/s \| 0:00 left$/m,
  );
  expect(stdout).toMatch(/^ {2}spoken \d+ +read \d*$/m);
  expect(stdout).toMatch(/^Training: 90 steps in [\d.]+ minutes, seed 5$/m);
  expect(stdout).toMatch(/^Time in the CTC loss: [\d.]+ % of the training$/m);
  expect(stdout).toMatch(/^ {2}greedy decoding: [\d.]+ %, \d+ substitutions, \d+ deletions, \d+ insertions$/m);
  expect(stdout).toMatch(/^ {2}beam search: +[\d.]+ %, \d+ substitutions, \d+ deletions, \d+ insertions$/m);
  expect(stdout).toMatch(/utterances of 7 .*%.*%/);
  expect(stdout).toMatch(/digit 9 /);
  expect(stdout).toMatch(/^Best network: step \d+, [\d.]+ % label errors on the held-out set$/m);
  expect(readdirSync(out)).toEqual(['log.jsonl', 'model.json', 'report.html']);
});

describe('trained on tones', () => {
  const out = join(scratch, 'tones');
  const file = join(scratch, '3311902.wav');
  let output = '';

  beforeAll(() => {
    output = runExample('--steps', '180', '--data', tones, '--out', out).stdout;
    writeFileSync(file, toneWav([3, 3, 1, 1, 9, 0, 2]));
  });

  test('reads nearly every digit', () => {
    expect(testErrorRate(output)).toBeLessThan(5);
  });

  test('the saved model transcribes files at any sample rate', () => {
    const other = join(scratch, 'at-22050.wav');
    writeFileSync(other, toneWav([5, 6, 6, 7], 22050));
    expect(runExample('transcribe', file, '--model', out)).toMatchObject({
      status: 0,
      stdout: '3311902\n',
      stderr: '',
    });
    expect(runExample('transcribe', other, '--model', out)).toMatchObject({ status: 0, stdout: '5667\n' });
  });

  test('the log has a line for each step, each held-out evaluation and the test', () => {
    const { run, steps, heldOut, tests } = readLog(out);
    expect(run).toMatchObject({ steps: 180, seed: 1 });
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 180 }, (_, index) => index + 1));
    expect(steps.at(-1)!.loss).toBeLessThan(steps[0]!.loss / 10);
    for (const { learningRate, labelErrorRate, blankShare, spoken, read } of steps) {
      expect(learningRate).toBeGreaterThan(0);
      expect(labelErrorRate).toBeGreaterThanOrEqual(0);
      expect(blankShare).toBeGreaterThan(0);
      expect(blankShare).toBeLessThan(1);
      expect(spoken).toMatch(/^\d{1,7}$/);
      expect(read).toMatch(/^\d*$/);
    }
    expect(heldOut.map(({ step }) => step)).toEqual([50, 100, 150, 180]);
    const [tested] = tests;
    expect(tested!.step).toBe(heldOut.filter(({ best }) => best).at(-1)!.step);
    expect(100 * tested!.greedy.labelErrorRate).toBeCloseTo(testErrorRate(output), 1);
    expect(tested!.beam.utterances).toBe(280);
  });

  test('align finds the times of the given digits, or of those read', () => {
    const times = (...digits: string[]): [string, number, number][] => {
      const { status, stdout } = runExample('align', file, ...digits, '--model', out);
      expect(status).toBe(0);
      return [...stdout.matchAll(/^(\d) {2}([\d.]+) to ([\d.]+) s {2}confidence [01]\.\d{3}$/gm)].map(
        ([, digit, start, end]) => [digit!, Number(start), Number(end)],
      );
    };
    const found = times();
    expect(found.map(([digit]) => digit).join('')).toBe('3311902');
    // Within a tone of 0.2 s and the 0.1 s of silence on either side, which the network sees, too.
    found.forEach(([, start, end], index) => {
      expect(start).toBeGreaterThanOrEqual(0.3 * index);
      expect(end).toBeLessThanOrEqual(0.3 * index + 0.4);
    });
    expect(times('3311902')).toEqual(found);
    expect(runExample('align', file, '31x', '--model', out)).toMatchObject({
      status: 2,
      stderr: "'x' is not one of the labels 0 1 2 3 4 5 6 7 8 9.\n",
    });
    expect(runExample('align', file, '1'.repeat(500), '--model', out)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^.*3311902\.wav is too short for 1+: it has \d+ frames\.\n$/),
    });
  });

  test('a training without progress ends early, and a left-out speaker is tested', () => {
    const folder = join(scratch, 'patience');
    const speakers = join(scratch, 'two-speakers');
    cpSync(tones, speakers, { recursive: true });
    for (const name of readdirSync(tones)) cpSync(join(tones, name), join(speakers, name.replace('tone', 'other')));
    const { status, stdout } = runExample(
      ...['--steps', '200', '--patience', '1', '--data', speakers, '--leave-out', 'other', '--out', folder],
    );
    expect(status).toBe(0);
    // The first evaluation is the best so far; patience ends after one more step.
    expect(stdout).toMatch(/^Training: 51 of 200 steps in/m);
    expect(stdout).toMatch(/^Left-out speaker other, label error rate: [\d.]+ % \(1120 digits in 280 utterances\)$/m);
    expect(readdirSync(folder)).toEqual(['log.jsonl', 'model.json', 'report.html']);
  });

  test('the network depends on the seed, and only on it', () => {
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
  let output = '';
  training.stdout!.on('data', (data) => {
    const before = output.includes('Training step 1/');
    output += data;
    if (!before && output.includes('Training step 1/')) {
      // npm repeats a signal that the terminal has sent to both.
      training.kill(signal);
      training.kill(signal);
    }
  });
  const ended = await new Promise((resolve) => training.on('close', (code, by) => resolve({ code, by })));
  expect(ended).toEqual({ code: 0, by: null });
  expect(output).toMatch(/^Training: \d+ of 100000 steps in/m);
  expect(output).not.toContain('Test label error rate');
  expect(readdirSync(out)).toEqual([
    expect.stringMatching(/^checkpoint-\d{6}\.json$/),
    ...['log.jsonl', 'model.json', 'report.html'],
  ]);
  const report = readFileSync(join(out, 'report.html'), 'utf8');
  expect(report).toMatch(/Stopped after step \d+ of 100000, seed 1\./);
  expect(report).toContain('Not tested, because the training was stopped.');
  expect(report).not.toContain('<audio');
  const file = join(scratch, 'tone.wav');
  writeFileSync(file, toneWav([1]));
  expect(runExample('transcribe', file, '--model', out)).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^\d*\n$/),
  });
});
