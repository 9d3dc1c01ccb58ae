import { missingArm64Tools } from '../../setup/arm64-tools.mjs';
import { inRoot } from '../../setup/checkout.mjs';
import { buildFolder, ctest, cxxBuild } from '../tools/cmake.mjs';
import { inTurn, skip } from '../tools/tally.mjs';

/** @import { Group } from '../tools/group.mjs' */

/** @type {Group} */
export const cxx = {
  name: 'cxx',
  about: 'C++ tests, with assertions.',
  run: () =>
    inTurn(
      () => cxxBuild(buildFolder()),
      () => ctest(buildFolder()),
    ),
};

const arm64Folder = buildFolder('arm64');

/** @type {Group} */
export const cxxArm64 = {
  name: 'cxx-arm64',
  about: 'C++ tests on 64-bit ARM, cross-compiled and emulated.',
  async run() {
    const missing = missingArm64Tools();
    if (missing.length > 0) return skip(`the NEON kernel: not installed: ${missing.join(', ')}`);
    const toolchain = inRoot('scripts', 'test', 'tools', 'aarch64-linux-gnu.cmake');
    return inTurn(
      () => cxxBuild(arm64Folder, ['-DCMAKE_BUILD_TYPE=Release', `-DCMAKE_TOOLCHAIN_FILE=${toolchain}`]),
      // Under emulation the longest utterances take minutes and the allocation test half a minute. Allocations do not
      // depend on the processor, and group cxx has tested the scalar kernel. A death test starts its program again, which
      // the system cannot do with a program for another processor.
      () => ctest(arm64Folder, '--exclude-regex', 'ten_thousand|TenThousand|AllocatesNothing|scalar|DeathTest'),
    );
  },
};

const openmpFolder = buildFolder('openmp');

/** @type {Group} */
export const cxxOpenmp = {
  name: 'cxx-openmp',
  about: 'C++ tests of threads and memory, with OpenMP instead of the thread pool.',
  run: () =>
    inTurn(
      () =>
        cxxBuild(openmpFolder, [
          ...['-DCMAKE_BUILD_TYPE=RelWithDebInfo', '-DCTC_OPENMP=ON'],
          '-DCTC_TESTS=parallel;same_bits;memory',
        ]),
      () => ctest(openmpFolder),
    ),
};
