import { readFileSync } from 'node:fs';
import { Checkout, type Ended } from '../setup/checkout';

let checkout: Checkout;
beforeEach(() => {
  checkout = new Checkout();
});
afterEach(() => checkout.remove());

const testRun = (...parameters: string[]) => checkout.run(['scripts/test.mjs', ...parameters], { CI: '' });

test('--list prints each group with a sentence, and runs nothing', async () => {
  const { code, stdout, stderr } = await testRun('--list');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const lines = stdout.trimEnd().split('\n');
  for (const line of lines) expect(line).toMatch(/^[a-z0-9-]+ {2,}\S.* .*\.$/);
  const names = lines.map((line) => line.split(' ')[0]!);
  expect(names).toEqual(expect.arrayContaining(['lint', 'types', 'cxx', 'addon-openmp', 'jest', 'package', 'fuzz']));
  expect(new Set(names).size).toBe(names.length);
  expect(checkout.stamps()).toEqual([]);
});

test.each([
  [['lint', 'tpyes'], /^test: "tpyes" is not a group; the groups are setup, lint, types, .*\.\n$/],
  [['--al'], /^test: Unknown option '--al'\. Usage: npm test \[-- \[--list\] GROUP\.\.\.\]\n$/],
])('%j is a mistake that stops the run before set-up', async (parameters, message) => {
  const { code, stderr } = await testRun(...parameters);
  expect(stderr).toMatch(message);
  expect(code).toBe(1);
  expect(checkout.stamps()).toEqual([]);
});

describe('a run of groups', () => {
  const result = ({ stdout }: Ended) => stdout.slice(stdout.indexOf('== result')).replace(/, \d+ s$/gm, ', N s');

  /** Replaces set-up, the library and the groups; each group adds its name to the file `log`. */
  beforeEach(() => {
    checkout.write('scripts/setup.mjs', `console.log('set-up runs', process.argv[2])`);
    checkout.write('package.json', '{ "main": "library.js" }');
    checkout.write('library.js', `exports.capabilities = () => ({ kernels: ['scalar', 'avx512'] })`);
    checkout.write(
      'scripts/test/stages.mjs',
      `
      import { appendFileSync } from 'node:fs';
      import { failure, skip, success } from './tools/tally.mjs';
      const group = (name, run) => ({ name, about: '', run: async () => (appendFileSync('log', name + '\\n'), run()) });
      export const stages = [
        [group('throws', () => { throw new Error('the cause'); })],
        [group('fails', () => failure), group('skips', () => skip('no emulator'))],
        [group('passes', () => ({ passed: 3, failed: 0, skipped: 0 }))],
      ];`,
    );
  });

  test('goes on after a group that throws, and sums up', async () => {
    const ended = await testRun();
    expect(ended.stdout).toMatch(/^set-up runs --for-tests\n/);
    expect(ended.stdout).toContain('== fails and skips\n');
    expect(ended.stdout).toContain('SKIPPED: no emulator\n');
    expect(ended.stderr).toContain('Error: the cause');
    expect(result(ended)).toBe(
      [
        '== result',
        'FAILED throws: 0 passed, 1 failed, 0 skipped, N s',
        'FAILED fails: 0 passed, 1 failed, 0 skipped, N s',
        'ok     skips: 0 passed, 0 failed, 1 skipped, N s',
        'ok     passes: 3 passed, 0 failed, 0 skipped, N s',
        '3 passed, 2 failed, 1 skipped',
        '',
      ].join('\n'),
    );
    expect(ended.code).toBe(1);
  });

  test('takes the groups named and no others', async () => {
    const { code } = await testRun('passes', 'skips');
    expect(readFileSync(checkout.path('log'), 'utf8')).toBe('skips\npasses\n');
    expect(code).toBe(0);
  });

  test('fails over a skipped test if CI is set', async () => {
    expect((await checkout.run(['scripts/test.mjs', 'skips'], { CI: 'true' })).code).toBe(1);
  });

  test('does not begin if set-up fails', async () => {
    checkout.write('scripts/setup.mjs', 'process.exit(1)');
    const { code, stdout } = await testRun();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });
});
