import { existsSync } from 'node:fs';
import { Checkout, type Ended } from './checkout';

let checkout: Checkout;
beforeEach(() => {
  checkout = new Checkout();
});
afterEach(() => checkout.remove());

/** Runs set-up with these programs only on the PATH. */
function setUp(programs: Record<string, number>, { node = [] as string[], options = [] as string[] } = {}) {
  checkout.programs(programs);
  return checkout.run([...node, 'scripts/setup.mjs', ...options], { PATH: checkout.path('programs') });
}

function expectOneSentence({ code, stdout, stderr }: Ended, sentence: string): void {
  expect(stderr).toBe(`set-up: ${sentence}\n`);
  expect(stdout).toBe('');
  expect(code).toBe(1);
  expect(existsSync(checkout.path('.setup'))).toBe(false);
}

const all = { npm: 0, 'g++': 0, make: 0, python3: 0 };

describe('set-up names', () => {
  it('a missing C++ compiler and how to install it', async () => {
    const { 'g++': _, ...others } = all;
    expectOneSentence(
      await setUp(others),
      "a C++ compiler (g++) is not on this machine's PATH: install it (on Debian or Ubuntu: apt-get install g++).",
    );
  });

  it('missing make', async () => {
    const { make: _, ...others } = all;
    expectOneSentence(
      await setUp(others),
      "make is not on this machine's PATH: install it (on Debian or Ubuntu: apt-get install make).",
    );
  });

  it('missing python3, and pip with it', async () => {
    const { python3: _, ...others } = all;
    expectOneSentence(
      await setUp(others),
      "python3 and pip for python3 are not on this machine's PATH: install them " +
        '(on Debian or Ubuntu: apt-get install python3 python3-pip).',
    );
  });

  it('missing pip, if python3 is there', async () => {
    expectOneSentence(
      await setUp({ ...all, python3: 1 }),
      "pip for python3 is not on this machine's PATH: install it (on Debian or Ubuntu: apt-get install python3-pip).",
    );
  });

  it('several missing tools in one sentence', async () => {
    expectOneSentence(
      await setUp({ python3: 0 }),
      "npm, a C++ compiler (g++), and make are not on this machine's PATH: install them " +
        '(on Debian or Ubuntu: apt-get install npm g++ make).',
    );
  });

  it('the version of Node.js that it needs, if this one is too old', async () => {
    const pretendedVersion = checkout.write(
      'old-node.cjs',
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.8' } });",
    );
    expectOneSentence(
      await setUp(all, { node: ['--require', pretendedVersion] }),
      'Node.js 20 or newer is needed and this is 18.20.8: install a newer one.',
    );
  });
});

it('uses another compiler if g++ is missing', async () => {
  const { 'g++': _, make: __, ...others } = all;
  const { stderr } = await setUp({ ...others, 'clang++': 0 });
  expect(stderr).toMatch(/^set-up: make is not/);
});

it('lists the steps if the command line names an unknown one', async () => {
  const { code, stderr } = await setUp(all, { options: ['adon'] });
  expect(stderr).toMatch(/^set-up: "adon" is not a step; the steps are packages, addon, .*\.\n$/);
  expect(code).toBe(1);
});
