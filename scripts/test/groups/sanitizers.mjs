import { join } from 'node:path';
import { buildFolder, ctest, cxxBuild } from '../tools/cmake.mjs';
import { fuzzSeconds, withEachKernel } from '../tools/fuzzing.mjs';
import { check } from '../tools/program.mjs';
import { inTurn, together } from '../tools/tally.mjs';

/** @import { Group } from '../tools/group.mjs' */

const asanFolder = buildFolder('asan');
const tsanFolder = buildFolder('tsan');

/** -O1 compiles in half the time of -O2; assertions are on. */
const options = ['-DCMAKE_BUILD_TYPE=RelWithDebInfo', '-DCMAKE_CXX_FLAGS_RELWITHDEBINFO=-O1 -g1'];

/** @type {Group} */
export const sanitizers = {
  name: 'sanitizers',
  about: 'C++ tests and random inputs under AddressSanitizer, UndefinedBehaviorSanitizer and ThreadSanitizer.',
  run: () =>
    together([
      inTurn(
        () => cxxBuild(asanFolder, [...options, '-DCTC_SANITIZE=address,undefined']),
        () => ctest(asanFolder, '--exclude-regex', 'ten_thousand|TenThousand'),
        () => withEachKernel((env, seconds) => check(join(asanFolder, 'ctc_random_inputs'), [seconds], env)),
      ),
      inTurn(
        () => cxxBuild(tsanFolder, [...options, '-DCTC_SANITIZE=thread', '-DCTC_TESTS=parallel']),
        () => ctest(tsanFolder),
        () => check(join(tsanFolder, 'ctc_random_inputs'), [fuzzSeconds]),
      ),
    ]),
};
