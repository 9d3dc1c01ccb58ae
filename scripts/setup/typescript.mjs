import { rmSync } from 'node:fs';
import { filesUnder, fingerprint, inRoot, installedVersion } from './checkout.mjs';
import { run } from './child.mjs';

const compile = (project) =>
  run(process.execPath, [inRoot('node_modules', 'typescript', 'bin', 'tsc'), '--project', project, '--noEmitOnError'], {
    called: 'the TypeScript compiler',
  });

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
    return [inRoot('dist', 'index.js'), inRoot('dist', 'index.d.ts')];
  },
};

/** examples/digits into build/examples/digits. It is compiled against dist/, so it follows every change of lib/. */
export const example = {
  name: 'example',
  title: 'example (TypeScript)',
  needs: [],
  key: () => fingerprint(filesUnder('examples/digits'), libraryKey()),
  async run() {
    rmSync(inRoot('build', 'examples', 'digits'), { recursive: true, force: true });
    await compile('examples/digits/tsconfig.json');
    return [inRoot('build', 'examples', 'digits', 'main.js')];
  },
};
