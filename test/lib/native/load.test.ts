import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { platformOfThisProcess } from '../../../lib/native/prebuilds';
import { root } from '../../support/root';

/** The library in a program that starts with these environment variables. */
function freshLibrary(environment: Record<string, string>): typeof import('../../../lib') {
  Object.assign(process.env, environment);
  jest.resetModules();
  return require('../../../lib');
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

/** What a call throws. Each fresh library has its own CtcError class, so instanceof would fail. */
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
  expect(version).toBe(require('../../../package.json').version);
});

describe('CTC_NATIVE_ADDON', () => {
  const BUILD = join(root, 'build', 'Release');
  const DEFAULT_CURE = `set the variable to a ctc_native.node of this version for ${platformOfThisProcess()}, or unset it`;
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ctc-native-'));
    copyFileSync(join(BUILD, 'ctc_native.node'), join(folder, 'addon.bin'));
    writeFileSync(join(folder, 'ctc_native.node'), 'not a shared object');
    writeFileSync(join(folder, 'program.js'), 'globalThis.wasRun = true;');
    mkdirSync(join(folder, 'folder.node'));
    execFileSync('mkfifo', [join(folder, 'pipe.node')]);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => rmSync(folder, { recursive: true }));

  test('names the addon, whatever the file is called', () => {
    const { capabilities, ctcLossSync } = freshLibrary({ CTC_NATIVE_ADDON: join(folder, 'addon.bin') });
    expect(capabilities().kernels).toContain('scalar');
    expect(ctcLossSync(request).losses[0]).toBeCloseTo(Math.log(3), 5);
  });

  test('names a missing file: every call throws', async () => {
    const library = freshLibrary({ CTC_NATIVE_ADDON: '/nowhere/ctc_native.node' });
    const message =
      'the native addon does not load: CTC_NATIVE_ADDON is "/nowhere/ctc_native.node": ' +
      `there is no file /nowhere/ctc_native.node; ${DEFAULT_CURE}`;
    const expected = { name: 'CtcError', code: 'ERR_CTC_ADDON', message };
    expect(thrownBy(() => library.capabilities())).toMatchObject(expected);
    expect(thrownBy(() => library.ctcLossSync(request))).toMatchObject(expected);
    await expect(library.ctcLoss(request)).rejects.toMatchObject(expected);
  });

  test.each([
    ['a text', () => join(folder, 'ctc_native.node'), /ctc_native\.node: file too short/],
    ['a program', () => join(folder, 'program.js'), /program\.js: file too short/],
    ['JSON', () => join(root, 'package.json'), /package\.json: invalid ELF header/],
    ['a folder', () => join(folder, 'folder.node'), /folder\.node is a directory/],
    ['a pipe', () => join(folder, 'pipe.node'), /pipe\.node is a pipe or a device/],
    ['a device', () => '/dev/zero', /\/dev\/zero is a pipe or a device/],
    ['an empty device', () => '/dev/null', /\/dev\/null is a pipe or a device/],
    ['a file below a file', () => '/etc/passwd/addon', /ENOTDIR|there is no file/],
    ['a path from elsewhere', () => 'no/such.node', new RegExp(`there is no file ${process.cwd()}/no/such\\.node`)],
    [
      'another addon',
      () => relative('', join(BUILD, 'ctc_bench.node')),
      /it is an object without a function lossSync: expected the addon of this version of ctc-native/,
    ],
  ])('names %s: the error gives the reason and the cure', (_, path, reason) => {
    const addonPath = path();
    const error = thrownBy(freshLibrary({ CTC_NATIVE_ADDON: addonPath }).capabilities) as Error & { code: string };
    expect(error).toMatchObject({ name: 'CtcError', code: 'ERR_CTC_ADDON', cause: expect.anything() });
    expect(error.message).toContain(`CTC_NATIVE_ADDON is ${JSON.stringify(addonPath)}: `);
    expect(error.message).toMatch(reason);
    expect(error.message.endsWith(`; ${DEFAULT_CURE}`)).toBe(true);
    expect(globalThis).not.toHaveProperty('wasRun');
  });

  // Observed messages of operating systems, Deno and bundlers.
  test.each([
    ['failed to map segment from shared object', 'its file system may be mounted noexec'],
    ['cannot open shared object file: Permission denied', 'give this user permission to read the file'],
    ['Requires ffi access to "a.node", run again with the --allow-ffi flag', 'Deno loads addons only with that'],
    [
      'node-loader:\nError: Cannot load native addon because loading addons is disabled.',
      'start node without --no-addons',
    ],
  ])('names a file that fails with %j: the error gives the matching cure', (text, cure) => {
    jest.spyOn(process, 'dlopen').mockImplementation(() => {
      throw new Error(text);
    });
    const { message } = thrownBy(freshLibrary({ CTC_NATIVE_ADDON: join(folder, 'addon.bin') }).capabilities) as Error;
    expect(message).toContain(`${text.replace(/\.$/, '')}; ${cure}`);
    expect(message).not.toMatch(/another system|unset/);
  });
});

test('the error for an unsupported kernel names the supported ones', () => {
  const { kernels } = freshLibrary({}).capabilities();
  const { capabilities } = freshLibrary({ CTC_NATIVE_KERNEL: 'abacus' });
  expect(thrownBy(capabilities)).toMatchObject({
    code: 'ERR_CTC_KERNEL',
    message: `CTC_NATIVE_KERNEL is "abacus": the kernels supported here are ${kernels.join(', ')}`,
  });
});

test('an error thrown by the addon itself becomes a CtcError', () => {
  const { addon } = require('../../../lib/native/load').loadNative();
  const { fromNative } = require('../../../lib/check/errors');
  const thrown = thrownBy(() => addon.lossSync(new Int32Array(3), new Float32Array(0), null));
  expect(thrown).toMatchObject({ code: 'ERR_CTC_INTERNAL', message: 'block: shorter than its header' });
  expect(fromNative(thrown)).toMatchObject({ name: 'CtcError', code: 'ERR_CTC_INTERNAL', cause: thrown });
});
