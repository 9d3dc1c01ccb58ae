import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PEERS } from '../../../../lib/cli/bench/peers';
import type { Run } from '../../../../lib/cli/bench/results';
import { ctcNative } from '../../../support/command-line';
import { root } from '../../../support/root';

const folder = mkdtempSync(join(tmpdir(), 'ctc-native-bench-test-'));
const json = join(folder, 'run.json');
const svg = join(folder, 'run.svg');
afterAll(() => rmSync(folder, { recursive: true }));

const QUICK = ['--rounds', '2', '--seconds', '0.01'];

/** Runs a bench that must succeed. */
function run(parameters: readonly string[], from?: string): { output: string; run: Run } {
  const { code, output, errors } = ctcNative(['bench', ...QUICK, '--json', json, ...parameters], from);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  return { output, run: JSON.parse(readFileSync(json, 'utf8')) as Run };
}

const YARDSTICKS = ['textbook', 'copy'];
/** All that the chart may name. */
const CONTENDERS = ['ours', 'copy', 'textbook', 'textbook in JavaScript', ...Object.keys(PEERS)];
const OURS = ['ours', 'ours, new gradient array', 'ours, loss only'];

test('a run reports each requested case in positive numbers', () => {
  const { output, run: result } = run(['--cases', 'tiny,tight,seed']);
  expect(result.cases.map(({ name }) => name)).toEqual(['seed', 'tiny', 'tight']);
  for (const one of result.cases) {
    expect(output).toContain(`${one.name} `);
    expect(Object.keys(one.timings).sort()).toEqual([...OURS, ...YARDSTICKS].sort());
    for (const { median, lowerQuartile, upperQuartile, min, max, rounds, calls } of Object.values(one.timings)) {
      expect(min).toBeGreaterThan(0);
      expect([min, lowerQuartile, median, upperQuartile, max]).toEqual(
        [min, lowerQuartile, median, upperQuartile, max].sort((a, b) => a - b),
      );
      expect(rounds).toBe(2);
      expect(calls).toBeGreaterThanOrEqual(1);
    }
    const { frames, batch, time, microsecondsPerFrame, gigabytesPerSecond, copies, speedups } = one;
    expect(frames).toBe(batch * time);
    for (const figure of [microsecondsPerFrame, gigabytesPerSecond, copies, speedups.textbook]) {
      expect(figure).toBeGreaterThan(0);
    }
    expect(one.gradientErrors.ours).toBeGreaterThan(0);
    expect(one.gradientErrors.ours).toBeLessThan(5e-6);
    expect(one.lossErrors.ours).toBeLessThan(1e-3);
  }
  expect(result).toMatchObject({ threads: 1, rounds: 2, seconds: 0.01, peers: [], missing: [] });
  expect(result.machine.cores).toBeGreaterThanOrEqual(1);
});

test('the kernel, the threads and the ragged lengths are those requested', () => {
  const { run: result } = run(['--cases', 'char-ragged', '--kernel', 'scalar', '--threads', '2']);
  expect(result).toMatchObject({ kernel: 'scalar', threads: 2 });
  const [{ frames, batch, time }] = result.cases as [Run['cases'][number]];
  expect(frames).toBeGreaterThan(0.1 * batch * time);
  expect(frames).toBeLessThan(0.7 * batch * time);
});

test('the chart is a well-formed SVG of the cases and the curves, with no legend entry without a bar', () => {
  const { run: result } = run([
    '--cases',
    'tiny',
    '--scaling',
    '--peers',
    'ours-two-threads,optax',
    '--python',
    'no-python',
    '--svg',
    svg,
  ]);
  expect(result.scaling?.map(({ dimension }) => dimension)).toEqual(['batch', 'time', 'classes', 'labels']);
  for (const { points, exponent } of result.scaling!) {
    expect(points.length).toBeGreaterThan(4);
    for (const { milliseconds } of points) expect(milliseconds).toBeGreaterThan(0);
    expect(Number.isFinite(exponent)).toBe(true);
  }
  const words = `
import sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
print(root.tag, *(element.text for element in root.iter('{http://www.w3.org/2000/svg}text')), sep='\\n')`;
  const texts = execFileSync('python3', ['-c', words, svg], { encoding: 'utf8' }).split('\n');
  expect(texts[0]).toBe('{http://www.w3.org/2000/svg}svg');
  expect(texts).toEqual(expect.arrayContaining(['tiny  1,100,29,20', 'batch', 'labels']));
  expect(texts.filter((text) => CONTENDERS.includes(text))).toEqual(['ours', 'copy', 'textbook', 'ours-two-threads']);
});

test('a missing peer is named with its cure, and the run goes on', () => {
  const { output, run: result } = run(['--cases', 'seed', '--peers', 'optax', '--python', join(folder, 'python')]);
  expect(output).toMatch(
    /^optax is not measured: .*ENOENT; it needs pip install "jax\[cpu\]" optax in an interpreter that --python names$/m,
  );
  expect(result.missing).toHaveLength(1);
  expect(result.missing[0]).toMatchObject({ name: 'optax' });
  expect(result.cases[0]?.timings).toHaveProperty('ours');
});

test("TensorFlow's kernel on tfjs-node is timed and its errors are reported", () => {
  const { output, run: result } = run(['--cases', 'seed,char-ragged', '--peers', 'tfjs']);
  expect(result.peers[0]?.version).toMatch(/^tfjs-node 4\./);
  for (const one of result.cases) {
    expect(one.failures).toEqual({});
    expect(one.timings.tfjs?.rounds).toBe(2);
    expect(one.speedups.tfjs).toBeGreaterThan(0);
    expect(one.gradientErrors.tfjs).toBeLessThan(1e-2);
  }
  expect(output).toContain('Worst error of a gradient element');
});

test('ours on two threads and with another kernel is measured as a peer', () => {
  const { run: result } = run(['--cases', 'char', '--peers', 'ours-two-threads,ours-scalar']);
  expect(result.missing).toEqual([]);
  expect(result.peers.map(({ version }) => version)).toEqual([
    expect.stringMatching(/^ctc-native .*, two threads$/),
    expect.stringMatching(/^ctc-native .*, scalar$/),
  ]);
  const { failures, gradientErrors, timings } = result.cases[0]!;
  expect(failures).toEqual({});
  // The same bits whatever the thread count; another kernel's differ.
  expect(gradientErrors['ours-two-threads']).toBe(gradientErrors.ours);
  expect(gradientErrors['ours-scalar']).toBeLessThan(5e-6);
  expect(timings['ours-two-threads']?.rounds).toBe(2);
});

test("--tfjs compares our loss inside tfjs-node with TensorFlow's", () => {
  const { output, run: result } = run(['--cases', 'seed,char-ragged', '--tfjs']);
  expect(result.peers.map(({ name }) => name)).toEqual(['dropin', 'tfjs']);
  for (const one of result.cases) {
    expect(one.failures).toEqual({});
    expect(one.gradientErrors.dropin).toBeLessThan(5e-6);
    expect(one.timings.dropin?.median).toBeGreaterThan(0);
  }
  expect(output).toMatch(/^Inside tfjs-node: valueAndGrad/m);
});

describe('an installed package', () => {
  const installed = join(folder, 'node_modules', 'ctc-native');
  beforeAll(() => {
    const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { files: string[] };
    expect(files).toEqual(expect.arrayContaining(['dist', 'bench/peers/*.cjs', 'bench/peers/*.py']));
    mkdirSync(join(installed, 'build', 'Release'), { recursive: true });
    for (const part of [
      'package.json',
      'dist',
      'bench/peers',
      'scripts/node-util-for-tfjs.cjs',
      'build/Release/ctc_native.node',
    ]) {
      cpSync(join(root, part), join(installed, part), { recursive: true });
    }
  });

  test('measures beside a textbook loop in JavaScript, and says so', () => {
    const { output, run: result } = run(['--cases', 'tiny,tight'], installed);
    expect(output).toMatch(/ textbook in JavaScript ms /);
    expect(output).toMatch(/^the textbook loop is in JavaScript and the copy runs on one thread: .*checkout/m);
    expect(result.textbook).toBe('textbook in JavaScript');
    for (const { timings, gradientErrors, speedups } of result.cases) {
      expect(Object.keys(timings).sort()).toEqual([...OURS, 'textbook in JavaScript', 'copy'].sort());
      expect(speedups['textbook in JavaScript']).toBeGreaterThan(0);
      expect(gradientErrors.ours).toBeGreaterThan(0);
      expect(gradientErrors.ours).toBeLessThan(5e-6);
    }
  });

  test('runs the peers that are installed beside it', () => {
    symlinkSync(join(root, 'node_modules', '@tensorflow'), join(folder, 'node_modules', '@tensorflow'));
    const { run: result } = run(['--cases', 'tiny', '--tfjs', '--peers', 'ours-scalar'], installed);
    expect(result.missing).toEqual([]);
    expect(Object.keys(result.cases[0]!.speedups)).toEqual(expect.arrayContaining(['tfjs', 'dropin', 'ours-scalar']));
    for (const error of Object.values(result.cases[0]!.gradientErrors)) expect(error).toBeLessThan(1e-3);
  });

  test('measures the decoders, without a pass over the scores to compare with', () => {
    const { code, output, errors } = ctcNative(['bench', '--decoders', '--rounds', '1'], installed);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toMatch(/^beamSearchDecode, width 100 +[\d.]+ +1$/m);
    expect(output).not.toContain('sum');
  });

  test('names the packages that a chart needs, before it measures', () => {
    const { code, output, errors } = ctcNative(['bench', '--svg', svg], installed);
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors).toContain('npm install vega vega-lite');
  });
});
