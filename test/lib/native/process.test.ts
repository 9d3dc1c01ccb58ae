import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as api from '../../../lib';
import * as tfjsApi from '../../../lib/tfjs';
import { root } from '../../support/root';
import { fine, run } from '../../support/run-program';

test('eight workers load the addon at once and compute the same', async () => {
  expect(await run('load-in-workers.cjs')).toEqual(fine('0 of 16 differ'));
});

test('four concurrent calls on a busy machine use no more threads than one call', async () => {
  expect(await run('concurrent-calls.cjs')).toEqual(fine('0 more threads, 0 of 4 differ'));
});

test('workers may end while their jobs run', async () => {
  expect(await run('end-workers-with-jobs.cjs')).toEqual(fine('still computes'));
});

test('callers on many threads share the helpers of one, and leave none behind', async () => {
  expect(await run('count-threads.cjs')).toEqual(fine('3 beside workers, 3 after'));
});

describe('the addon as it is linked', () => {
  const addon = process.env.CTC_NATIVE_ADDON ?? join(root, 'build', 'Release', 'ctc_native.node');
  const dynamic = execFileSync('readelf', ['--dynamic', addon], { encoding: 'utf8' });

  test('stays loaded when a worker that loaded it ends', () => {
    // GCC's output stays loaded for other reasons too, so running a program would not show it.
    expect(dynamic).toMatch(/\(FLAGS_1\).* NODELETE/);
  });

  test("needs OpenMP's library exactly if capabilities() reports openmp", () => {
    expect(/\(NEEDED\).*\[lib(gomp|omp)\b/.test(dynamic)).toBe(api.capabilities().threading === 'openmp');
  });
});

test.each(['0', '1', '20'])('the process may exit %s ms after it has started jobs', async (delay) => {
  expect(await run('exit-with-jobs.cjs', [delay])).toEqual({ output: '', errors: '', code: 3, signal: null });
});

test('the process stays alive until its jobs settle', async () => {
  expect(await run('wait-for-jobs.cjs')).toEqual(fine('3 settled'));
});

test('the arguments of a running job may be transferred and overwritten', async () => {
  expect(await run('transfer-mid-job.cjs')).toEqual(fine('0 same\nsame\nERR_CTC_DETACHED'));
});

test('a language model lives as long as its handle or a job that uses it', async () => {
  const { output, errors, code } = await run('drop-model-mid-job.cjs', [], {}, ['--expose-gc']);
  expect([errors, code]).toEqual(['', 0]);
  const [jobs, memory] = output.split('\n');
  expect(jobs).toBe('4 of 4 the same');
  // Each model of that program takes a million bytes.
  expect(Number.parseInt(memory!, 10)).toBeLessThan(50_000);
});

test('a failed scratch allocation is an error, and the process goes on', async () => {
  const lacking = 'CtcError ERR_CTC_OUT_OF_MEMORY out of memory: cannot allocate the lattices of this batch';
  expect(await run('short-of-memory.cjs')).toEqual(fine([...new Array(4).fill(lacking), 'status 0'].join('\n')));
});

test('a hundred thousand calls leak no memory, whether they succeed or fail', async () => {
  const { output, errors, code } = await run('repeat-calls.cjs', ['100000'], {}, ['--expose-gc']);
  expect([errors, code]).toEqual(['', 0]);
  const growths = output.split('\n').map((line) => ({ line, bytes: Number.parseInt(line, 10) }));
  expect(growths).toHaveLength(8);
  // Less than the smallest possible leak, a call block with its buffer.
  for (const { line, bytes } of growths) expect(`${line}: ${bytes < 400}`).toBe(`${line}: true`);
}, 300_000);

test('an ES module and a CommonJS module get one addon and one CtcError', async () => {
  expect(await run('both-module-kinds.mjs')).toEqual(
    fine(`${Object.keys(api).sort().join(' ')} same\n${Object.keys(tfjsApi).sort().join(' ')} same`),
  );
});
