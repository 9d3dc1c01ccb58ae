import { chmodSync, rmSync } from 'node:fs';
import { filesUnder, fingerprint, inRoot, installedVersion } from './checkout.mjs';
import { run } from './child.mjs';

/** @import { Step } from './step.mjs' */

/** @param {string} project */
const compile = (project) =>
  run(process.execPath, [inRoot('node_modules', 'typescript', 'bin', 'tsc'), '--project', project, '--noEmitOnError'], {
    called: 'the TypeScript compiler',
  });

const EXAMPLES = ['digits', 'keras-port'];

const libraryKey = () =>
  fingerprint(['package.json', 'tsconfig.json', ...filesUnder('lib')], installedVersion('typescript'));

/**
 * lib/ into dist/, CommonJS and ES modules.
 * @type {Step}
 */
export const library = {
  name: 'library',
  title: 'library (TypeScript)',
  needs: [],
  key: libraryKey,
  async run() {
    // The output of a deleted source must not be published.
    rmSync(inRoot('dist'), { recursive: true, force: true });
    await compile('tsconfig.json');
    // npm does this when it installs the package; in the checkout npx runs the file itself.
    chmodSync(inRoot('dist', 'cli', 'main.js'), 0o755);
    return [inRoot('dist', 'index.js'), inRoot('dist', 'index.d.ts')];
  },
};

/**
 * Each folder of examples/ into build/examples. They compile against dist/, so they depend on all of lib/.
 * @type {Step}
 */
export const example = {
  name: 'example',
  title: 'examples (TypeScript)',
  needs: [],
  key: () =>
    fingerprint(
      filesUnder('examples').filter((file) => /\.(ts|json)$/.test(file)),
      libraryKey(),
    ),
  async run() {
    rmSync(inRoot('build', 'examples'), { recursive: true, force: true });
    for (const name of EXAMPLES) await compile(`examples/${name}/tsconfig.json`);
    return EXAMPLES.map((name) => inRoot('build', 'examples', name, 'main.js'));
  },
};
