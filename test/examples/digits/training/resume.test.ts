import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { runExample, startExample } from '../../../support/run-example';
import { makeToneRecordings } from '../../../support/tone-recordings';

/** More of them make a longer training and take longer: CTC_KILLS=10 npx jest test/examples/digits/training/resume.test.ts */
const KILLS = Number(process.env.CTC_KILLS ?? 2);
const STEPS = 35 * KILLS;

jest.setTimeout(120_000 * KILLS);

const scratch = mkdtempSync(join(tmpdir(), 'ctc-resume-'));
const tones = makeToneRecordings();
afterAll(() => {
  for (const folder of [scratch, tones]) rmSync(folder, { recursive: true });
});

const undisturbed = join(scratch, 'undisturbed');
const parameters = (out: string): string[] => ['--steps', String(STEPS), '--data', tones, '--out', out];

beforeAll(() => {
  expect(runExample(...parameters(undisturbed))).toMatchObject({ status: 0, stderr: '' });
});

const stepsIn = (out: string): number => {
  const log = join(out, 'log.jsonl');
  return existsSync(log) ? readFileSync(log, 'utf8').split('{"kind":"step"').length - 1 : 0;
};

/** Lets a training take so many steps, waits a moment more, and ends it. */
async function interrupt(out: string, afterSteps: number, signal: NodeJS.Signals): Promise<void> {
  const training = startExample(...parameters(out));
  const closed = once(training, 'close');
  // Its pipe would fill up if nobody read it.
  training.stdout!.resume();
  while (training.exitCode === null && stepsIn(out) < afterSteps) await setTimeout(10);
  await setTimeout(100 * Math.random());
  training.kill(signal);
  await closed;
}

/** Each file as the undisturbed training left it: the losses of all steps bit for bit, every weight, and the report. */
function expectSameEnd(out: string, history: object): void {
  const files = (folder: string) =>
    readdirSync(folder).map((name) => ({ name, content: readFileSync(join(folder, name)).toString('base64') }));
  const [ended, wanted] = [files(out), files(undisturbed)];
  const names = ['log.jsonl', 'model.json', 'report.html'];
  expect({ history, names: ended.map(({ name }) => name) }).toEqual({ history, names });
  const same = ended.map(({ content }, index) => content === wanted[index]!.content);
  expect({ history, same }).toEqual({ history, same: [true, true, true] });
}

test(`a training that is killed ${KILLS} times at random steps ends as one that is not`, async () => {
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

test('a training that is stopped goes on where it was, and only where it is the same', async () => {
  const out = join(scratch, 'stopped');
  await interrupt(out, 10, 'SIGTERM');
  const stopped = stepsIn(out);
  expect(stopped).toBeLessThan(STEPS);
  expect(readdirSync(out).filter((name) => name.startsWith('checkpoint'))).not.toEqual([]);

  const otherSeed = runExample(...parameters(out), '--seed', '2');
  expect(otherSeed).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/--seed 1, not 2\. --fresh begins anew/),
  });

  const { status, stdout } = runExample(...parameters(out));
  expect(status).toBe(0);
  expect(stdout).toContain(`Going on from step ${stopped} of the unfinished training in ${out}`);
  expectSameEnd(out, { stopped });
});

test('--fresh begins anew', async () => {
  const out = join(scratch, 'fresh');
  await interrupt(out, 5, 'SIGTERM');
  const { stdout } = runExample(...parameters(out), '--fresh');
  expect(stdout).not.toContain('Going on from');
  expectSameEnd(out, {});
});
