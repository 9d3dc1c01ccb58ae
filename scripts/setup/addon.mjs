import { existsSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { filesUnder, fingerprint, inRoot, installedVersion, readJson } from './checkout.mjs';
import { run } from './child.mjs';
import { makeNodeDirectory } from './node-headers.mjs';
import { compiler } from './tools.mjs';

const nodeGyp = inRoot('node_modules', 'node-gyp', 'bin', 'node-gyp.js');
const built = ['ctc_native.node', 'ctc_bench.node'].map((file) => inRoot('build', 'Release', file));

/** @import { Step } from './step.mjs' */

/** The native addon, and the benchmark's. One build serves every Node.js: Node-API does not change between versions. */
export const addon = step({ openmp: false });

/** The same on OpenMP's threads. Both steps share a stamp, because each replaces what the other built. */
export const openmpAddon = step({ openmp: true });

/**
 * @param {{ openmp: boolean }} options
 * @returns {Step}
 */
function step({ openmp }) {
  return {
    name: 'addon',
    title: openmp ? 'native addon (node-gyp, OpenMP)' : 'native addon (node-gyp)',
    needs: ['compiler', 'make', 'python'],
    key: () =>
      fingerprint(
        ['binding.gyp', ...['native', 'bench/native'].flatMap(filesUnder)],
        readJson('package.json').version,
        installedVersion('node-addon-api'),
        process.platform,
        process.arch,
        { openmp },
      ),
    async run() {
      for (const file of built) rmSync(file, { force: true });
      const options = ['--nodedir', makeNodeDirectory(), '--jobs', String(availableParallelism())];
      await run(process.execPath, [nodeGyp, 'configure', 'build', `--openmp=${openmp}`, ...options], {
        called: 'node-gyp',
        env: { CXX: compiler() },
      });
      return built.filter((file) => existsSync(file));
    },
  };
}
