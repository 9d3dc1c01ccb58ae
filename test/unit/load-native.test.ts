import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The library as a program sees it that starts with these variables. */
function freshLibrary(environment: Record<string, string>): typeof import('../../lib') {
  Object.assign(process.env, environment);
  jest.resetModules();
  return require('../../lib');
}

const request = { logits: new Float32Array(6), shape: [1, 2, 3], labels: [[1]] } as const;
const { CTC_NATIVE_ADDON, CTC_NATIVE_KERNEL } = process.env;

afterEach(() => {
  delete process.env.CTC_NATIVE_ADDON;
  delete process.env.CTC_NATIVE_KERNEL;
  if (CTC_NATIVE_ADDON !== undefined) process.env.CTC_NATIVE_ADDON = CTC_NATIVE_ADDON;
  if (CTC_NATIVE_KERNEL !== undefined) process.env.CTC_NATIVE_KERNEL = CTC_NATIVE_KERNEL;
  jest.resetModules();
});

/** What a call throws. Each library here has a CtcError of its own, so that it cannot be told by its class. */
function thrownBy(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

test('the addon of this checkout is found', () => {
  const { capabilities } = freshLibrary({});
  const { kernel, kernels, threads, threading, version } = capabilities();
  expect(kernels).toContain(kernel);
  expect(kernels).toContain('scalar');
  expect(threads).toBeGreaterThanOrEqual(1);
  expect(['std::thread', 'openmp']).toContain(threading);
  expect(version).toBe(require('../../package.json').version);
});

test('an addon that is not there is an error that names the path and the cure', async () => {
  const library = freshLibrary({ CTC_NATIVE_ADDON: '/nowhere/ctc_native.node' });
  const message =
    'the native addon is missing: there is no file /nowhere/ctc_native.node; ' +
    'CTC_NATIVE_ADDON must be the path of a ctc_native.node';
  const expected = { name: 'CtcError', code: 'ERR_CTC_ADDON', message };
  expect(thrownBy(() => library.capabilities())).toMatchObject(expected);
  expect(thrownBy(() => library.ctcLossSync(request))).toMatchObject(expected);
  await expect(library.ctcLoss(request)).rejects.toMatchObject(expected);
});

test('a file that is no addon is an error with the reason and the cure', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ctc-native-'));
  const path = join(folder, 'ctc_native.node');
  writeFileSync(path, 'not a shared object');
  const { capabilities } = freshLibrary({ CTC_NATIVE_ADDON: path });
  const error = thrownBy(capabilities) as Error & { code: string };
  rmSync(folder, { recursive: true });
  expect(error.code).toBe('ERR_CTC_ADDON');
  expect(error.message).toContain(`${path} does not load on ${process.platform}-${process.arch}`);
  expect(error.message).toContain('npm run build:native');
  expect(error.cause).toBeDefined();
});

test('a kernel that this machine has not got is an error that names those it has', () => {
  const { kernels } = freshLibrary({}).capabilities();
  const { capabilities } = freshLibrary({ CTC_NATIVE_KERNEL: 'abacus' });
  expect(thrownBy(capabilities)).toMatchObject({
    code: 'ERR_CTC_KERNEL',
    message: `CTC_NATIVE_KERNEL is "abacus": the kernels supported here are ${kernels.join(', ')}`,
  });
});

test('an error thrown by the addon itself becomes a CtcError', () => {
  const { addon } = require('../../lib/load-native').loadNative();
  const { fromNative } = require('../../lib/errors');
  const thrown = thrownBy(() => addon.lossSync(new Int32Array(3), new Float32Array(0), null));
  expect(thrown).toMatchObject({ code: 'ERR_CTC_INTERNAL', message: 'block: shorter than its header' });
  expect(fromNative(thrown)).toMatchObject({ name: 'CtcError', code: 'ERR_CTC_INTERNAL', cause: thrown });
});

test('memory that cannot be had is a CtcError', () => {
  const { allocate } = require('../../lib/allocate');
  const { CtcError } = require('../../lib');
  const call = () => allocate(() => new Float32Array(2 ** 53 - 1), 'the gradient');
  expect(thrownBy(call)).toBeInstanceOf(CtcError);
  expect(thrownBy(call)).toMatchObject({
    code: 'ERR_CTC_OUT_OF_MEMORY',
    message: 'there is no memory for the gradient',
  });
});
