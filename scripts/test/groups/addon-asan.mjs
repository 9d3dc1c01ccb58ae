import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { compiler } from '../../setup/tools.mjs';
import { buildFolder, cmakeJs } from '../tools/cmake.mjs';
import { fuzzSeconds } from '../tools/fuzzing.mjs';
import { jest, libraryTests } from '../tools/jest.mjs';
import { inTurn, skip } from '../tools/tally.mjs';

/** @import { Group } from '../tools/group.mjs' */

const folder = buildFolder('asan-addon');

/** @type {Group} */
export const addonAsan = {
  name: 'addon-asan',
  about: 'The addon under AddressSanitizer and UndefinedBehaviorSanitizer, with the unit tests of the library.',
  async run() {
    const runtimes = ['libasan.so', 'libubsan.so'].map(runtimeLibrary);
    if (!runtimes.every((path) => path.startsWith('/'))) {
      return skip(`the addon under sanitizers: not installed: ${runtimes.join(' and ')}`);
    }
    const ignored = ['native/load', 'native/find', 'native/process', 'property', 'golden'];
    return inTurn(
      () => cmakeJs(folder, '--CDCTC_SANITIZE=address,undefined', '--config', 'Debug'),
      () =>
        jest(['--runInBand', ...libraryTests, '--testPathIgnorePatterns', ...ignored], {
          env: {
            CTC_NATIVE_ADDON: join(folder, 'Debug', 'ctc_native.node'),
            // Node.js is built without sanitizers: their runtimes must be loaded before it.
            LD_PRELOAD: runtimes.join(' '),
            // Node.js itself leaves memory unfreed at exit; libFuzzer looks for leaks of ours.
            ASAN_OPTIONS: 'detect_leaks=0:allocator_may_return_null=1',
            CTC_FUZZ_SECONDS: fuzzSeconds,
          },
        }),
    );
  },
};

/**
 * The full path of a library of the compiler, or its bare name if it is not installed.
 * @param {string} name
 */
function runtimeLibrary(name) {
  const { stdout } = spawnSync(compiler() ?? 'c++', [`-print-file-name=${name}`], { encoding: 'utf8' });
  return stdout.trim();
}
