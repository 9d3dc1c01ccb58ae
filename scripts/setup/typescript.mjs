import { chmodSync, rmSync } from 'node:fs';
import { filesUnder, fingerprint, inRoot, installedVersion } from './checkout.mjs';
import { run } from './child.mjs';

const compile = (project) =>
  run(process.execPath, [inRoot('node_modules', 'typescript', 'bin', 'tsc'), '--project', project, '--noEmitOnError'], {
    called: 'the TypeScript compiler',
  });

const EXAMPLES = ['digits', 'keras-port'];

const libraryKey = () =>
  fingerprint(['package.json', 'tsconfig.json', ...filesUnder('lib')], installedVersion('typescript'));

/** lib/ into dist/, CommonJS and ES modules. */
export const library = {
  name: 'library',
  title: 'library (TypeScript)',
  needs: [],
  key: libraryKey,
  async run() {
    // A file whose source is gone must not stay and be shipped.
    rmSync(inRoot('dist'), { recursive: true, force: true });
    await compile('tsconfig.json');
    // npm does this where it installs the package; here npx finds the command in the checkout.
    chmodSync(inRoot('dist', 'cli', 'main.js'), 0o755);
    return [inRoot('dist', 'index.js'), inRoot('dist', 'index.d.ts')];
  },
};

/** Each folder of examples/ into build/examples. They are compiled against dist/, so they follow every change of lib/. */
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
