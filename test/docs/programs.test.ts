/** Runs the JavaScript of the pages for beginners; programs with TensorFlow.js on tfjs-node. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../support/root';
import { blocks, fencedText, pages } from './documents';

const folder = mkdtempSync(join(tmpdir(), 'ctc-programs-'));
beforeAll(() => {
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules', 'ctc-native'));
  symlinkSync(join(root, 'node_modules', '@tensorflow'), join(folder, 'node_modules', '@tensorflow'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const pageOf = (name: string) => pages.find(({ page }) => page === join('docs', name))!;

function run(program: string): string[] {
  writeFileSync(join(folder, 'program.mjs'), program);
  const preload = join(root, 'scripts', 'node-util-for-tfjs.cjs');
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--require', preload, 'program.mjs'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
  });
  // TensorFlow.js' warning for a loaded model, which docs/training.md mentions.
  const unexpected = stderr.replace(/^Output "\w+" is missing from loss dictionary\..*\n/m, '');
  expect({ stderr: unexpected, status }).toEqual({ stderr: '', status: 0 });
  return stdout.trim().split('\n');
}

describe('docs/getting-started.md', () => {
  const page = pageOf('getting-started.md');
  const [training, small, ...others] = blocks(page, 'js');

  test('has two programs', () => expect(others).toEqual([]));

  test('the model learns, and the output has the form that the page shows', () => {
    // The change that the page describes under "Faster with tfjs-node".
    const lines = run(training!.replace("'@tensorflow/tfjs'", "'@tensorflow/tfjs-node'"));
    const form = (line: string) => line.replace(/\d+\.\d+/g, '#').replace(/[a-d]+(?= was|$)/g, 'letters');
    const shown = fencedText(page).find((text) => text.startsWith('epoch 1:'))!;
    expect(lines.map(form)).toEqual(shown.trim().split('\n').map(form));
    // The letters are easy to tell apart: 1 % in most runs.
    expect(Number(/([\d.]+) %$/.exec(lines.at(-1)!)![1])).toBeLessThan(30);
  }, 120_000);

  test('the small batch has the diagnosis that the page shows', () => {
    const shown = fencedText(page).find((text) => text.startsWith('sample 0 needs'))!;
    expect(run(small!).at(-1)).toBe(shown.trim());
  });
});

test('the request of docs/requests.md is valid', () => {
  const [request] = blocks(pageOf('requests.md'), 'js');
  const [loss, sum, gradient, status] = JSON.parse(
    run(`${request}console.log(JSON.stringify([loss, losses[0] + losses[1], gradient.length, [...status]]))`).at(-1)!,
  );
  expect([gradient, status]).toEqual([2 * 6 * 4, [0, 0]]);
  expect(loss).toBeCloseTo(sum / 2, 6);
});

test('the blocks of docs/training.md run as one program', () => {
  const lines = run(blocks(pageOf('training.md'), 'js').join('\n'));
  expect(lines.slice(0, 2)).toEqual([expect.stringMatching(/^0 \d/), expect.stringMatching(/^1 \d/)]);
  expect(Number(lines.at(-1))).toBeGreaterThan(0);
}, 120_000);
