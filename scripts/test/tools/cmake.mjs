import { inRoot, root } from '../../setup/checkout.mjs';
import { cmakeProgram } from '../../setup/test-tools.mjs';
import { check, cores, node, npmFile, run } from './program.mjs';
import { failure, inTurn } from './tally.mjs';

/** @import { Tally } from './tally.mjs' */

/** @param {string[]} parts */
export const buildFolder = (...parts) => inRoot('build-cmake', ...parts);

/**
 * Configures and builds the C++ tests, or the targets named.
 * @param {string} folder
 * @param {readonly string[]} options of CMake's configuration
 * @param {readonly string[]} targets
 */
export const cxxBuild = (folder, options = [], targets = []) =>
  inTurn(
    () => cmake('-S', root, '-B', folder, ...options),
    () => cmake('--build', folder, '--parallel', cores, ...(targets.length > 0 ? ['--target', ...targets] : [])),
  );

/** @param {string[]} parameters */
const cmake = (...parameters) => check(cmakeProgram('cmake'), parameters);

/**
 * @param {string} folder
 * @param {string[]} parameters
 * @returns {Promise<Tally>}
 */
export async function ctest(folder, ...parameters) {
  const { code, output } = await run(cmakeProgram('ctest'), [
    ...['--test-dir', folder, '--parallel', cores, '--output-on-failure', ...parameters],
  ]);
  const [, failures, total] = /(\d+) tests? failed out of (\d+)/.exec(output)?.map(Number) ?? [];
  if (!total) return failure;
  // ctest counts a skipped test as passed.
  const skipped = output.match(/\((Skipped|Disabled)\)$/gm)?.length ?? 0;
  const failed = failures || Number(code !== 0);
  return { passed: total - failed - skipped, failed, skipped };
}

/**
 * Builds the addon with cmake-js.
 * @param {string} folder
 * @param {string[]} parameters
 */
export const cmakeJs = (folder, ...parameters) =>
  node([
    ...[npmFile('cmake-js', 'bin', 'cmake-js'), 'compile', '--cmake-path', cmakeProgram('cmake')],
    ...['--directory', root, '--out', folder, '--parallel', cores, ...parameters],
  ]);
