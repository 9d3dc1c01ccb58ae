import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../support/root';

const folder = mkdtempSync(join(tmpdir(), 'ctc-native-threading-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const addon = join(root, 'build', 'Release', 'ctc_native.node');
const copy = join(folder, 'copy.node');
copyFileSync(addon, copy);

function compare(...parameters: readonly string[]) {
  const script = join(root, 'bench', 'threading.mjs');
  const limits = ['--rounds', '1', '--seconds', '0.01'];
  // Returns when the last process has closed standard error, the spinning ones included.
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...parameters, ...limits], {
    encoding: 'utf8',
  });
  return { code: status, output: stdout, errors: stderr };
}

test('two builds are compared on idle and busy cores for each case and number of threads', () => {
  const { code, output, errors } = compare(addon, copy, '--cases', 'seed,tiny', '--threads', '1,2');
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  const rows = output.split('\n').map((line) => line.trim().split(/ {2,}/));
  expect(rows.slice(3).map((row) => row.slice(0, 3))).toEqual([
    ['seed', '100,20,5,4', '1'],
    ['tiny', '1,100,29,20', '1'],
    ['seed', '100,20,5,4', '2'],
    ['tiny', '1,100,29,20', '2'],
    [''],
  ]);
  for (const row of rows.slice(3, 7)) {
    expect(row).toHaveLength(10);
    for (const figure of row.slice(3, 9)) expect(Number(figure)).toBeGreaterThan(0);
    expect(row[9]).toBe('same');
  }
});

test('an addon that does not load is named', () => {
  const missing = join(folder, 'missing.node');
  const { code, output, errors } = compare(addon, missing, '--cases', 'seed');
  expect({ code, output }).toEqual({ code: 1, output: '' });
  expect(errors).toContain(`CTC_NATIVE_ADDON is ${JSON.stringify(missing)}`);
});
