import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { runExample, startExample } from '../../../support/run-example';
import { makeToneRecordings } from '../../../support/tone-recordings';

/** More kills make a longer training: CTC_KILLS=10 npx jest test/examples/digits/training/resume.test.ts */
const KILLS = Number(process.env.CTC_KILLS ?? 2);
const STEPS = 35 * KILLS;

jest.setTimeout(120_000 * KILLS);

const scratch = mkdtempSync(join(tmpdir(), 'ctc-resume-'));
const tones = makeToneRecordings();
afterAll(() => {
  for (const folder of [scratch, tones]) rmSync(folder, { recursive: true });
});

const uninterrupted = join(scratch, 'uninterrupted');
const parameters = (out: string): string[] => ['--steps', String(STEPS), '--data', tones, '--out', out];

beforeAll(() => {
  expect(runExample(...parameters(uninterrupted))).toMatchObject({ status: 0, stderr: '' });
});

const stepsIn = (out: string): number => {
  const log = join(out, 'log.jsonl');
  return existsSync(log) ? readFileSync(log, 'utf8').split('{"kind":"step"').length - 1 : 0;
};

/** Sends the signal a moment after the given number of steps. */
async function interrupt(out: string, afterSteps: number, signal: NodeJS.Signals): Promise<void> {
  const training = startExample(...parameters(out));
  const closed = once(training, 'close');
  // An unread pipe would fill up and block the training.
  training.stdout!.resume();
  while (training.exitCode === null && stepsIn(out) < afterSteps) await setTimeout(10);
  await setTimeout(100 * Math.random());
  training.kill(signal);
  await closed;
}

/** Expects the files of the uninterrupted training: all losses and weights bit for bit, and the report. */
function expectSameEnd(out: string, history: object): void {
  const files = (folder: string) =>
    readdirSync(folder).map((name) => ({ name, content: readFileSync(join(folder, name)).toString('base64') }));
  const [actual, expected] = [files(out), files(uninterrupted)];
  const names = ['log.jsonl', 'model.json', 'report.html'];
  expect({ history, names: actual.map(({ name }) => name) }).toEqual({ history, names });
  const same = actual.map(({ content }, index) => content === expected[index]!.content);
  expect({ history, same }).toEqual({ history, same: [true, true, true] });
}

test(`a training killed ${KILLS} times at random steps ends like an uninterrupted one`, async () => {
  const out = join(scratch, 'killed');
  const steps = Array.from({ length: KILLS }, () => 1 + Math.floor((STEPS - 2) * Math.random()));
  steps.sort((one, other) => one - other);
  for (const step of steps) {
    await interrupt(out, step, 'SIGKILL');
    expect(stepsIn(out)).toBeGreaterThanOrEqual(step);
  }
  expect(runExample(...parameters(out))).toMatchObject({ status: 0, stderr: '' });
  expectSameEnd(out, { steps });
});

test('a stopped training resumes, but not with another seed', async () => {
  const out = join(scratch, 'stopped');
  await interrupt(out, 10, 'SIGTERM');
  const stopped = stepsIn(out);
  expect(stopped).toBeLessThan(STEPS);
  expect(readdirSync(out).filter((name) => name.startsWith('checkpoint'))).not.toEqual([]);

  const otherSeed = runExample(...parameters(out), '--seed', '2');
  expect(otherSeed).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/--seed 1, not 2\. Use --fresh to discard it/),
  });

  const { status, stdout } = runExample(...parameters(out));
  expect(status).toBe(0);
  expect(stdout).toContain(`Resuming the unfinished training in ${out} after step ${stopped} `);
  expectSameEnd(out, { stopped });
});

test('--fresh starts over', async () => {
  const out = join(scratch, 'fresh');
  await interrupt(out, 5, 'SIGTERM');
  const { stdout } = runExample(...parameters(out), '--fresh');
  expect(stdout).not.toContain('Resuming');
  expectSameEnd(out, {});
});
