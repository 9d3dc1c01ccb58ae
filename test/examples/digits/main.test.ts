import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runExample } from '../../support/run-example';
import { makeToneRecordings } from '../../support/tone-recordings';

jest.setTimeout(60_000);

const scratch = mkdtempSync(join(tmpdir(), 'ctc-main-'));
const tones = makeToneRecordings();
afterAll(() => {
  for (const folder of [scratch, tones]) rmSync(folder, { recursive: true });
});

describe('prints mistakes as one sentence on stderr', () => {
  test.each([
    { parameters: ['--steps', '0'], message: /'0' is invalid\. Expected an integer, 1 or greater\.$/, code: 2 },
    { parameters: ['--seed', 'one'], message: /'one' is invalid\. Expected an integer, 0 or greater\.$/, code: 2 },
    { parameters: ['--stps', '3'], message: /^error: unknown option '--stps'/, code: 2 },
    { parameters: ['train'], message: /^error: too many arguments/, code: 2 },
    { parameters: ['transcribe'], message: /^error: missing required argument 'file'$/, code: 2 },
    { parameters: ['--leave-out', 'ann'], message: /^--leave-out needs --data: .*\.$/, code: 2 },
    { parameters: ['--data', '/no/such/folder'], message: /^The folder \/no\/such\/folder does not exist\.$/, code: 1 },
    {
      parameters: ['transcribe', 'x.wav', '--model', '/no/such'],
      message: /^No trained model in \/no\/such: .*\.$/,
      code: 1,
    },
  ])('$parameters', ({ parameters, message, code }) => {
    const { status, stderr } = runExample(...parameters);
    expect(stderr.trimEnd()).toMatch(message);
    expect(stderr).not.toContain('    at ');
    expect(status).toBe(code);
  });

  test('a folder that cannot be created', () => {
    const file = join(scratch, 'file');
    writeFileSync(file, '');
    const { status, stderr } = runExample('--out', join(file, 'inside'));
    expect(stderr).toMatch(/^Cannot create the folder .*inside: .*\.\n$/);
    expect(status).toBe(1);
  });

  test('a log that cannot be written', () => {
    const out = join(scratch, 'log');
    mkdirSync(join(out, 'log.jsonl'), { recursive: true });
    const { status, stderr } = runExample('--data', tones, '--out', out);
    expect(stderr).toMatch(/^Cannot write .*log\.jsonl: .*\.\n$/);
    expect(status).toBe(1);
  });

  test('a file that is not a model', () => {
    const file = join(scratch, 'model.json');
    for (const content of ['{', '{}', '[]', 'null']) {
      writeFileSync(file, content);
      const { status, stderr } = runExample('transcribe', 'x.wav', '--model', scratch);
      expect(stderr).toMatch(/^.*model\.json.*\.\n$/);
      expect(status).toBe(1);
    }
  });
});

test('--help lists the options and the commands', () => {
  const { status, stdout } = runExample('--help');
  for (const word of [
    '--data',
    '--leave-out',
    '--steps',
    '--seed',
    '--patience',
    '--out',
    '--fresh',
    'transcribe',
    'align',
  ])
    expect(stdout).toContain(word);
  expect(status).toBe(0);
  expect(runExample('transcribe', '--help').stdout).toContain('--model');
});
