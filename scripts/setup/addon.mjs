import { existsSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { filesUnder, fingerprint, inRoot, installedVersion, readJson } from './checkout.mjs';
import { run } from './child.mjs';
import { makeNodeDirectory } from './node-headers.mjs';
import { compiler } from './tools.mjs';

const nodeGyp = inRoot('node_modules', 'node-gyp', 'bin', 'node-gyp.js');
const built = ['ctc_native.node', 'ctc_bench.node'].map((file) => inRoot('build', 'Release', file));

/** @import { Step } from './step.mjs' */

/**
 * The native addon, and the benchmark's. One build serves every Node: Node-API does not change between versions.
 * @type {Step}
 */
export const addon = {
  name: 'addon',
  title: 'native addon (node-gyp)',
  needs: ['compiler', 'make', 'python'],
  key: () =>
    fingerprint(
      ['binding.gyp', ...['native', 'bench/native'].flatMap(filesUnder)],
      readJson('package.json').version,
      installedVersion('node-addon-api'),
      process.platform,
      process.arch,
    ),
  async run() {
    for (const file of built) rmSync(file, { force: true });
    const options = ['--nodedir', makeNodeDirectory(), '--jobs', String(availableParallelism())];
    await run(process.execPath, [nodeGyp, 'configure', 'build', ...options], {
      called: 'node-gyp',
      env: { CXX: compiler() },
    });
    return built.filter((file) => existsSync(file));
  },
};
