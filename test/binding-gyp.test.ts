import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { root } from './support/root';

const flags: { cxx_flags: string[]; release_flags: string[] } = JSON.parse(
  readFileSync(join(root, 'native', 'flags.gypi'), 'utf8'),
);
const nodeGyp = join(root, 'node_modules', 'node-gyp');

/** As in Node.js' common.gypi, which node-gyp includes too. */
const COMMON = {
  target_defaults: {
    default_configuration: 'Release',
    cflags_cc: ['-fno-rtti', '-fno-exceptions', '-fno-strict-aliasing', '-std=gnu++17'],
    xcode_settings: { GCC_ENABLE_CPP_EXCEPTIONS: 'NO', GCC_ENABLE_CPP_RTTI: 'NO', GCC_STRICT_ALIASING: 'NO' },
    configurations: { Release: {}, Debug: {} },
  },
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ctc-gyp-'));
  writeFileSync(join(folder, 'common.gypi'), JSON.stringify(COMMON));
  // gyp asks Xcode for its version and the folder of its SDK.
  for (const program of ['xcodebuild', 'xcrun', 'xcode-select']) {
    writeFileSync(join(folder, program), '#!/bin/sh\necho "Xcode 15.0"\necho "Build version 15A240d"\n', {
      mode: 0o755,
    });
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The variables of the Makefile that gyp writes for the addon on a system, each a list of flags. */
function makefileOf(system: 'mac' | 'linux', openmp: boolean): (name: string) => string[] {
  const definitions = {
    OS: system,
    openmp,
    ...{ library: 'shared_library', standalone_static_library: 1, visibility: 'hidden', node_engine: 'v8' },
    ...{ node_root_dir: folder, node_gyp_dir: nodeGyp, module_root_dir: root, node_lib_file: '', target_arch: 'x64' },
  };
  execFileSync(
    'python3',
    [
      ...[join(nodeGyp, 'gyp', 'gyp_main.py'), join(root, 'binding.gyp'), '--depth', root, '-f', `make-${system}`],
      ...['-I', join(nodeGyp, 'addon.gypi'), '-I', join(folder, 'common.gypi'), '--generator-output', folder],
      ...Object.entries(definitions).map(([name, value]) => `-D${name}=${value}`),
    ],
    { cwd: root, env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` } },
  );
  const makefile = readFileSync(join(folder, 'ctc_native.target.mk'), 'utf8');
  return (name) => {
    const [, value] = new RegExp(`^${name} :=((?:.*\\\\\\n)*.*)`, 'm').exec(makefile) ?? [];
    return value!.split(/[\s\\]+/).filter(Boolean);
  };
}

/** Of -f<feature> and -fno-<feature> the last one decides. */
const isOff = (flags: string[], feature: string): boolean =>
  flags.lastIndexOf(`-fno-${feature}`) > flags.lastIndexOf(`-f${feature}`);

test.each(['mac', 'linux'] as const)("on %s the addon gets the project's flags and C++ exceptions", (system) => {
  const makefile = makefileOf(system, false);
  const given = [...makefile('CFLAGS_Release'), ...makefile('CFLAGS_CC_Release')];
  expect(given).toEqual(expect.arrayContaining([...flags.cxx_flags, ...flags.release_flags]));
  expect(given.filter((flag) => flag.startsWith('-O')).at(-1)).toBe('-O3');
  expect(['exceptions', 'rtti', 'strict-aliasing'].filter((feature) => isOff(given, feature))).toEqual([]);
  expect(given).not.toContain('-fopenmp');
});

test('with openmp=true the addon is compiled and linked with OpenMP', () => {
  const makefile = makefileOf('linux', true);
  expect(makefile('CFLAGS_CC_Release')).toContain('-fopenmp');
  expect(makefile('LDFLAGS_Release')).toEqual(expect.arrayContaining(['-fopenmp', '-Wl,-z,nodelete']));
});
