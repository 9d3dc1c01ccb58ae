import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { platformOfThisProcess } from '../../../lib/native/prebuilds';
import { root } from '../../support/root';

const WORKING = join(root, 'build', 'Release', 'ctc_native.node');
const platform = platformOfThisProcess();

let folder: string;
let built: string;
let prebuilt: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ctc-native-package-'));
  cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
  built = join(folder, 'build', 'Release', 'ctc_native.node');
  prebuilt = join(folder, 'prebuilds', platform, 'ctc_native.node');
  for (const file of [built, prebuilt]) mkdirSync(join(file, '..'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Output lines of a program that uses the package in `folder`, after the statement `first`. */
function ask(options: string[] = [], first = ''): string[] {
  const program = `
    ${first};
    try {
      console.log(require(${JSON.stringify(folder)} + '/dist').capabilities().kernels[0]);
    } catch (error) {
      console.log([error.name, error.code, error.message].join('\\n'));
    }`;
  const { CTC_NATIVE_ADDON: _, ...env } = process.env;
  const { stdout } = spawnSync(process.execPath, [...options, '--eval', program], { env, encoding: 'utf8' });
  return stdout.trim().split('\n');
}

test('a broken build from source does not hide the working prebuilt addon', () => {
  writeFileSync(built, 'not a shared object');
  cpSync(WORKING, prebuilt);
  expect(ask()).toEqual(['scalar']);
});

test('if neither loads, the error has both reasons and the cure once', () => {
  for (const file of [built, prebuilt]) writeFileSync(file, `neither is this a shared object${' '.repeat(100)}`);
  const [name, code, message] = ask();
  expect([name, code]).toEqual(['CtcError', 'ERR_CTC_ADDON']);
  expect(message).toContain(
    `the native addon does not load on ${platform}, Node.js ${process.versions.node}: ` +
      `the one built here (${built}): ${built}: invalid ELF header; ` +
      `the prebuilt one for ${platform}: ${prebuilt}: invalid ELF header; ` +
      'it may have been built for another system: build it here: npm run build:native',
  );
  expect(message!.match(/another system/g)).toHaveLength(1);
});

test.each([
  ['a path', "module.exports = './ctc_native-4F2A.node'", '"./ctc_native-4F2A.node" (a string)'],
  ['an empty module', '', 'an object'],
  ['nothing', 'module.exports = null', 'null'],
])('%s that a bundler substitutes for the addon is an error with a cure for the bundler', (_, text, came) => {
  // require() loads a folder with an index.js as a module, without the system's loader.
  mkdirSync(prebuilt);
  writeFileSync(join(prebuilt, 'index.js'), text);
  const [name, code, message] = ask();
  expect([name, code]).toEqual(['CtcError', 'ERR_CTC_ADDON']);
  expect(message).toContain(
    `: the prebuilt one for ${platform}: it is ${came} without a function lossSync: ` +
      'expected the addon of this version of ctc-native; if a bundler moved the package, let it leave ctc-native out',
  );
});

const permission = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission';
test.each([[['--no-addons']], [[permission, '--allow-fs-read=*']]])(
  'with %j the cure is an option of node',
  (options) => {
    cpSync(WORKING, prebuilt);
    const [name, code, message] = ask(options);
    expect([name, code]).toEqual(['CtcError', 'ERR_CTC_ADDON']);
    expect(message).toContain(': Cannot load native addon because loading addons is disabled; start node without');
    expect(message).not.toMatch(/another system|build:native/);
  },
);

const ON_WINDOWS = "Object.defineProperty(process, 'platform', { value: 'win32' })";

test('on Windows the cure is to reinstall the package, not to build it', () => {
  const [name, code, missing] = ask([], ON_WINDOWS);
  expect([name, code]).toEqual(['CtcError', 'ERR_CTC_ADDON']);
  expect(missing).toContain(`has none for win32-${process.arch}`);
  expect(missing).toContain('reinstall the package');
  const unusable = join(folder, 'prebuilds', 'win32-x64', 'ctc_native.node');
  mkdirSync(join(unusable, '..'));
  writeFileSync(unusable, 'not a library');
  const [, , broken] = ask([], `${ON_WINDOWS}; Object.defineProperty(process, 'arch', { value: 'x64' })`);
  expect(broken).toContain('it may have been built for another system: reinstall the package');
  expect(`${missing}${broken}`).not.toContain('build:native');
});

test('a missing OpenMP runtime is named with its package', () => {
  mkdirSync(prebuilt);
  const reason = 'libgomp.so.1: cannot open shared object file: No such file or directory';
  writeFileSync(join(prebuilt, 'index.js'), `throw new Error(${JSON.stringify(reason)})`);
  const [name, code, message] = ask();
  expect([name, code]).toEqual(['CtcError', 'ERR_CTC_ADDON']);
  expect(message).toContain(`${reason}; install libgomp1, or run npm run build:native without --openmp`);
  expect(message).not.toContain('another system');
});
