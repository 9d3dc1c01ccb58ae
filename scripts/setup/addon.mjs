import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { filesUnder, fingerprint, inRoot, installedVersion, readJson } from './checkout.mjs';
import { run } from './child.mjs';
import { makeNodeDirectory } from './node-headers.mjs';
import { compiler } from './tools.mjs';

const nodeGyp = inRoot('node_modules', 'node-gyp', 'bin', 'node-gyp.js');
const built = ['ctc_native.node', 'ctc_bench.node'].map((file) => inRoot('build', 'Release', file));

/** The native addon, and the benchmark's. One build serves every Node: Node-API does not change between versions. */
export const addon = {
  name: 'addon',
  title: 'native addon (node-gyp)',
  needs: ['compiler', 'make', 'python'],
  key: () =>
    fingerprint(
      ['native', 'bench/native'].flatMap(filesUnder),
      readJson('package.json').version,
      installedVersion('node-addon-api'),
      process.platform,
      process.arch,
    ),
  async run() {
    for (const file of built) rmSync(file, { force: true });
    const options = ['--nodedir', makeNodeDirectory(), '--jobs', String(availableParallelism())];
    // node-gyp wants it here, where it must not stay: see build-native.mjs.
    const project = inRoot('binding.gyp');
    copyFileSync(inRoot('native', 'binding.gyp'), project);
    try {
      await run(process.execPath, [nodeGyp, 'configure', 'build', ...options], {
        called: 'node-gyp',
        env: { CXX: compiler() },
      });
    } finally {
      rmSync(project);
    }
    return built.filter((file) => existsSync(file));
  },
};
