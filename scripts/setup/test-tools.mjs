import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inStore } from './checkout.mjs';
import { installFromDebian } from './debian.mjs';
import { Problem } from './problem.mjs';
import { compiler, onPath } from './tools.mjs';
import { unpackWheel } from './wheels.mjs';

// Pinned: another clang-format lays the same code out differently.
const clangFormatVersion = '21.1.8';
const cmakeVersion = '3.31.6';
const oldestCmake = [3, 19];

const clangFormatHome = inStore(`clang-format-${clangFormatVersion}`);
const cmakeHome = inStore(`cmake-${cmakeVersion}`);

export const clangFormatPath = join(clangFormatHome, 'clang_format', 'data', 'bin', 'clang-format');

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

/** cmake or ctest: the machine's own where it is new enough, else the one that set-up fetched. */
export function cmakeProgram(name) {
  const fetched = join(cmakeHome, 'cmake', 'data', 'bin', name);
  return existsSync(fetched) ? fetched : onPath(name);
}

function machinesCmake() {
  const path = onPath('cmake');
  if (!path) return undefined;
  const [, major, minor] = /version (\d+)\.(\d+)/.exec(spawnSync(path, ['--version']).stdout) ?? [];
  const isNewEnough = major > oldestCmake[0] || (Number(major) === oldestCmake[0] && minor >= oldestCmake[1]);
  return isNewEnough ? path : undefined;
}

export const cmake = {
  name: 'cmake',
  title: 'CMake',
  needs: ['python', 'pip'],
  key: () => cmakeVersion,
  async run(say) {
    const path = machinesCmake();
    if (path) return [path];
    say(`${cmakeVersion} from PyPI`);
    await unpackWheel(`cmake==${cmakeVersion}`, cmakeHome);
    return [cmakeProgram('cmake')];
  },
};

/** GoogleTest's header where the compiler finds one, or undefined. */
function googleTestHeader() {
  const include = { input: '#include <gtest/gtest.h>\n', encoding: 'utf8' };
  const { status, stdout } = spawnSync(compiler(), ['-M', '-x', 'c++', '-'], include);
  return status === 0 ? /\S+\/gtest\/gtest\.h/.exec(stdout)?.[0] : undefined;
}

export const googleTest = {
  name: 'googletest',
  title: 'GoogleTest',
  needs: ['compiler'],
  key: () => 'the machine’s',
  async run(say) {
    if (!googleTestHeader()) await installFromDebian(['libgtest-dev'], say);
    const header = googleTestHeader();
    if (header) return [header];
    throw new Problem(
      'GoogleTest, which the C++ tests use, is not installed: install it (Debian, Ubuntu: apt-get install libgtest-dev).',
    );
  },
};
