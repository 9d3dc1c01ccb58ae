import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inStore } from './checkout.mjs';
import { installFromDebian } from './debian.mjs';
import { Problem } from './problem.mjs';
import { onPath, requireCompiler } from './tools.mjs';
import { unpackWheel } from './wheels.mjs';

/** @import { Step } from './step.mjs' */

// Pinned: other versions of clang-format format the same code differently.
const clangFormatVersion = '21.1.8';
const cmakeVersion = '3.31.6';
const minCmake = { major: 3, minor: 19 };

const clangFormatHome = inStore(`clang-format-${clangFormatVersion}`);
const cmakeHome = inStore(`cmake-${cmakeVersion}`);

export const clangFormatPath = join(clangFormatHome, 'clang_format', 'data', 'bin', 'clang-format');

/** @type {Step} */
export const clangFormat = {
  name: 'clang-format',
  title: `clang-format ${clangFormatVersion} (from PyPI)`,
  needs: ['python', 'pip'],
  key: () => clangFormatVersion,
  async run() {
    await unpackWheel(`clang-format==${clangFormatVersion}`, clangFormatHome);
    return [clangFormatPath];
  },
};

/**
 * The machine's own program if it is new enough, else the one that set-up fetched.
 * @param {'cmake' | 'ctest'} name
 */
export function cmakeProgram(name) {
  const fetched = join(cmakeHome, 'cmake', 'data', 'bin', name);
  return existsSync(fetched) ? fetched : (onPath(name) ?? name);
}

function machinesCmake() {
  const path = onPath('cmake');
  if (!path) return undefined;
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  const [, major = 0, minor = 0] = /version (\d+)\.(\d+)/.exec(stdout)?.map(Number) ?? [];
  const isNewEnough = major > minCmake.major || (major === minCmake.major && minor >= minCmake.minor);
  return isNewEnough ? path : undefined;
}

/** @type {Step} */
export const cmake = {
  name: 'cmake',
  title: 'CMake',
  needs: ['python', 'pip'],
  key: () => cmakeVersion,
  async run(report) {
    const path = machinesCmake();
    if (path) return [path];
    report(`${cmakeVersion} from PyPI`);
    await unpackWheel(`cmake==${cmakeVersion}`, cmakeHome);
    return [cmakeProgram('cmake')];
  },
};

/** The path of GoogleTest's header, or undefined if the compiler does not find it. */
function googleTestHeader() {
  const { status, stdout } = spawnSync(requireCompiler(), ['-M', '-x', 'c++', '-'], {
    input: '#include <gtest/gtest.h>\n',
    encoding: 'utf8',
  });
  return status === 0 ? /\S+\/gtest\/gtest\.h/.exec(stdout)?.[0] : undefined;
}

/** @type {Step} */
export const googleTest = {
  name: 'googletest',
  title: 'GoogleTest',
  needs: ['compiler'],
  key: () => 'the machine’s',
  async run(report) {
    if (!googleTestHeader()) await installFromDebian(['libgtest-dev'], report);
    const header = googleTestHeader();
    if (header) return [header];
    throw new Problem(
      'GoogleTest, which the C++ tests use, is not installed: install it (on Debian or Ubuntu: apt-get install libgtest-dev).',
    );
  },
};
