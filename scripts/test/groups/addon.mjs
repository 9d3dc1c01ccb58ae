import { join } from 'node:path';
import { root } from '../../setup/checkout.mjs';
import { buildFolder, cmakeJs } from '../tools/cmake.mjs';
import { jest, libraryTests } from '../tools/jest.mjs';
import { run } from '../tools/program.mjs';
import { failure, inTurn, success } from '../tools/tally.mjs';

/** @import { Group } from '../tools/group.mjs' */
/** @import { Tally } from '../tools/tally.mjs' */

const cmakeFolder = buildFolder('addon');
const openmpFolder = buildFolder('addon-openmp');

/** @param {string} folder */
const environment = (folder) => ({ CTC_NATIVE_ADDON: join(folder, 'Release', 'ctc_native.node') });

/** @type {Group} */
export const addonCmake = {
  name: 'addon-cmake',
  about: 'The addon built by cmake-js, with the tests of the library.',
  run: () =>
    inTurn(
      () => cmakeJs(cmakeFolder),
      () => jest(libraryTests, { env: environment(cmakeFolder) }),
    ),
};

/** @type {Group} */
export const addonOpenmp = {
  name: 'addon-openmp',
  about: 'The addon built by cmake-js with OpenMP, with the tests of the library.',
  run: () =>
    inTurn(
      () => cmakeJs(openmpFolder, '--CDCTC_OPENMP=ON'),
      () => runsOnOpenmp(openmpFolder),
      () => jest(libraryTests, { env: environment(openmpFolder) }),
    ),
};

/**
 * Otherwise the tests would pass on an addon without OpenMP, too.
 * @param {string} folder
 * @returns {Promise<Tally>}
 */
async function runsOnOpenmp(folder) {
  const program = `console.log('threading: ' + require(${JSON.stringify(root)}).capabilities().threading)`;
  const { output } = await run(process.execPath, ['--eval', program], environment(folder));
  return output === 'threading: openmp\n' ? success : failure;
}
