import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from '../../setup/checkout.mjs';
import { fuzzingCompiler } from '../../setup/fuzz-tools.mjs';
import { buildFolder, cxxBuild } from '../tools/cmake.mjs';
import { fuzzSeconds, withEachKernel } from '../tools/fuzzing.mjs';
import { check } from '../tools/program.mjs';
import { inTurn, skip, together } from '../tools/tally.mjs';

/** @import { Group } from '../tools/group.mjs' */

const folder = buildFolder('fuzz');
const lossFuzzer = join(folder, 'ctc_loss_fuzz');
const arpaFuzzer = join(folder, 'ctc_arpa_fuzz');
const search = ['-max_len=6000', '-len_control=20', '-verbosity=0', '-print_final_stats=1'];

/** The reader of ARPA files does not depend on the kernel, and its fuzzer covers most of it early. */
const arpaSeconds = Math.ceil(Number(fuzzSeconds) / 8);

/** @type {Group} */
export const fuzz = {
  name: 'fuzz',
  about: 'libFuzzer on the loss and on ARPA files, under AddressSanitizer and LeakSanitizer.',
  async run() {
    const clang = fuzzingCompiler();
    if (!clang) return skip('libFuzzer: not installed: clang++ with its runtime libraries');
    const arpaFiles = corpus('arpa');
    return inTurn(
      () =>
        cxxBuild(
          folder,
          [
            ...['-DCMAKE_BUILD_TYPE=RelWithDebInfo', `-DCMAKE_CXX_COMPILER=${clang}`],
            ...['-DCTC_FUZZ=ON', '-DCTC_SANITIZE=address,undefined'],
          ],
          ['ctc_loss_fuzz', 'ctc_arpa_fuzz'],
        ),
      () => withEachKernel((env) => check(lossFuzzer, corpus('loss'), env)),
      () => check(arpaFuzzer, arpaFiles),
      () =>
        together([
          withEachKernel((env, seconds) => check(lossFuzzer, [...search, `-max_total_time=${seconds}`], env)),
          check(arpaFuzzer, [...search, `-seed_inputs=${arpaFiles.join()}`, `-max_total_time=${arpaSeconds}`]),
        ]),
    );
  },
};

/** @param {'arpa' | 'loss'} name */
function corpus(name) {
  const files = inRoot('test', 'native', 'fuzz', 'corpus', name);
  return readdirSync(files).map((file) => join(files, file));
}
