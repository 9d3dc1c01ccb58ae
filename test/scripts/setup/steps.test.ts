import { existsSync, readFileSync, rmSync } from 'node:fs';
import { Checkout, type Ended, type Run, until } from './checkout';

let checkout: Checkout;
beforeEach(() => {
  checkout = new Checkout();
  checkout.write('input', '1');
});
afterEach(() => checkout.remove());

/**
 * Starts a set-up of one step, which works in a child process, as real steps do. The work adds a line to the file
 * `work`, writes the file `output`, and then runs `end`, a piece of JavaScript.
 */
function start(end: string): Run {
  const work = `
    const { appendFileSync, existsSync, writeFileSync } = require('node:fs');
    appendFileSync('work', 'begun\\n');
    writeFileSync('output', '');
    ${end}`;
  checkout.write(
    'driver.mjs',
    `
    import { run } from './scripts/setup/child.mjs';
    import { fingerprint, inRoot } from './scripts/setup/checkout.mjs';
    import { Problem } from './scripts/setup/problem.mjs';
    import { runSteps } from './scripts/setup/run-steps.mjs';

    const step = {
      name: 'step',
      title: 'the step',
      needs: [],
      key: () => fingerprint(['input']),
      async run() {
        await run(process.execPath, ['--eval', ${JSON.stringify(work)}], { called: 'the work' });
        return [inRoot('output')];
      },
    };
    try {
      console.log(await runSteps([step]) ? 'did it' : 'nothing to do');
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      console.log(error.logTail + error.message);
    }`,
  );
  return checkout.start(['driver.mjs']);
}

const setUp = (end = ''): Promise<Ended> => start(end).ended;
const timesBegun = () =>
  existsSync(checkout.path('work')) ? readFileSync(checkout.path('work'), 'utf8').split('\n').length - 1 : 0;
const untilReleased = 'const wait = () => existsSync("release") || setTimeout(wait, 10); wait();';

describe('a finished step', () => {
  beforeEach(async () => {
    expect((await setUp()).stdout).toMatch(/^set-up: the step … \d+\.\d s\ndid it\n$/);
  });

  it('does not run again, and nothing is written', async () => {
    const before = checkout.store();
    expect((await setUp()).stdout).toBe('nothing to do\n');
    expect(timesBegun()).toBe(1);
    expect(checkout.store()).toEqual(before);
  });

  it('runs again after a change of its inputs', async () => {
    checkout.write('input', '2');
    expect((await setUp()).stdout).toContain('did it');
    expect(timesBegun()).toBe(2);
  });

  it('runs again if an output is missing', async () => {
    rmSync(checkout.path('output'));
    expect((await setUp()).stdout).toContain('did it');
    expect(timesBegun()).toBe(2);
  });

  it('loses its stamp when it runs again and fails', async () => {
    checkout.write('input', '2');
    await setUp('process.exit(1)');
    checkout.write('input', '1');
    expect((await setUp()).stdout).toContain('did it');
  });
});

describe('a failed step', () => {
  it('shows the last lines of the log and leaves no stamp', async () => {
    const { stdout } = await setUp('console.log("line 1"); console.error("the cause"); process.exit(3)');
    expect(stdout).toContain('  | line 1\n  | the cause\nthe work ended with exit code 3; its whole output is in ');
    expect(checkout.stamps()).toEqual([]);
    expect((await setUp()).stdout).toContain('did it');
  });
});

describe('a stopped set-up', () => {
  it('stops its children and leaves no stamp', async () => {
    const run = start(`setTimeout(() => appendFileSync('work', 'still running\\n'), 400)`);
    await until(() => timesBegun() === 1);
    run.child.kill('SIGTERM');
    expect((await run.ended).code).toBe(143);
    expect(checkout.stamps()).toEqual([]);
    // The next set-up gets the lock only after every child that holds it has ended.
    expect((await setUp()).stdout).toContain('did it');
    expect(readFileSync(checkout.path('work'), 'utf8')).toBe('begun\nbegun\n');
  });

  it('leaves a child if it was killed by force; the next set-up waits for the child', async () => {
    const killed = start(untilReleased);
    await until(() => timesBegun() === 1);
    killed.child.kill('SIGKILL');
    await killed.ended;
    const next = start('');
    await next.prints('another set-up is running in this checkout');
    expect(timesBegun()).toBe(1);
    checkout.write('release', '');
    expect((await next.ended).stdout).toContain('did it');
    expect(timesBegun()).toBe(2);
  });
});

it('a second set-up waits for the first, then finds nothing to do', async () => {
  const first = start(untilReleased);
  await until(() => timesBegun() === 1);
  const second = start(untilReleased);
  await second.prints('another set-up is running in this checkout');
  checkout.write('release', '');
  expect((await first.ended).stdout).toContain('did it');
  expect((await second.ended).stdout).toBe(
    'set-up: another set-up is running in this checkout; waiting for it to end\nnothing to do\n',
  );
  expect(timesBegun()).toBe(1);
});
