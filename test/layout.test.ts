/** The dependencies between files and folders point one way. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findCircle, type Graph, mergeNodes } from './support/circles';
import { NATIVE_LAYERS } from './support/native-layers';
import { root } from './support/root';

function importGraphs(base: string, folders: readonly string[]): Record<string, Graph> {
  const program = join(root, 'test', 'support', 'programs', 'import-graph.mjs');
  const { stdout, stderr } = spawnSync(process.execPath, [program, base, ...folders], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

function filesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
}

const examples = readdirSync(join(root, 'examples')).map((name) => `examples/${name}`);
const folders = ['lib', 'scripts', 'test', ...examples];

let graphs: Record<string, Graph>;
beforeAll(() => {
  graphs = importGraphs(root, folders);
});

describe.each(folders)('%s', (folder) => {
  test('every source file is looked at', () => {
    const sources = filesUnder(folder).filter((file) => /\.[cm]?[jt]s$/.test(file));
    expect(Object.keys(graphs[folder]!).sort()).toEqual(sources.map((file) => `${folder}/${file}`).sort());
  });

  test('no files import each other in a circle', () => expect(findCircle(graphs[folder]!)).toBeUndefined());

  // A folder and its subfolder are two folders: lib/tfjs may import from lib/tfjs/loss, or the other way round.
  test('no folders import each other in a circle', () =>
    expect(findCircle(mergeNodes(graphs[folder]!, dirname))).toBeUndefined());
});

describe('a circle is found', () => {
  const base = mkdtempSync(join(tmpdir(), 'ctc-native-imports-'));
  afterAll(() => rmSync(base, { recursive: true }));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(base, file)), { recursive: true });
    writeFileSync(join(base, file), text);
  };

  let found: Record<string, Graph>;
  beforeAll(() => {
    write('types/a.ts', "import type { B } from './b';\nexport interface A { b: B }\n");
    write('types/b.ts', "import type { A } from './a';\nexport interface B { a: A }\n");
    write('modules/a.mts', "export * from './b.js';\n");
    write('modules/b.ts', "const c = require('./c.cjs');\nexport const b = c;\n");
    write('modules/c.cjs', "module.exports = import('./a.mjs');\n");
    write('jsdoc/a.mjs', "/** @import { B } from './b.mjs' */\n/** @type {B} */\nexport const a = 1;\n");
    write('jsdoc/b.mjs', "import { a } from './a.mjs';\n/** @typedef {number} B */\nexport const b = a;\n");
    write('folders/a.ts', "import './inner/b';\n");
    write('folders/inner/b.ts', 'export {};\n');
    write('folders/inner/c.ts', "import '../d';\n");
    write('folders/d.ts', 'export {};\n');
    found = importGraphs(base, ['types', 'modules', 'jsdoc', 'folders']);
  });

  test('of type-only imports', () =>
    expect(findCircle(found.types!)).toEqual(['types/a.ts', 'types/b.ts', 'types/a.ts']));

  test('through .mts, require and import()', () =>
    expect(new Set(findCircle(found.modules!))).toEqual(new Set(['modules/a.mts', 'modules/b.ts', 'modules/c.cjs'])));

  test('through JSDoc in .mjs', () =>
    expect(findCircle(found.jsdoc!)).toEqual(['jsdoc/a.mjs', 'jsdoc/b.mjs', 'jsdoc/a.mjs']));

  test('between folders whose files import no circle', () => {
    expect(findCircle(found.folders!)).toBeUndefined();
    expect(findCircle(mergeNodes(found.folders!, dirname))).toEqual(['folders', 'folders/inner', 'folders']);
  });
});

describe('native', () => {
  const sources = filesUnder('native').filter((file) => /\.(h|inc|cc)$/.test(file));

  const included = (file: string, pattern: RegExp) =>
    [...readFileSync(join(root, 'native', file), 'utf8').matchAll(pattern)].map(([, header]) => header!);

  /** The file of native/ that a quoted include names. */
  const resolve = (header: string) => (header.startsWith('ctc/') ? join('include', header) : header);

  const graph: Graph = Object.fromEntries(
    sources.map((file) => [file, included(file, /^#include "(.+)"$/gm).map(resolve)]),
  );

  test('every quoted include is a path from native/ or native/include/', () => {
    const missing = Object.values(graph)
      .flat()
      .filter((file) => !existsSync(join(root, 'native', file)));
    expect(missing).toEqual([]);
  });

  test('no files include each other in a circle', () => expect(findCircle(graph)).toBeUndefined());

  test('the folders include what NATIVE_LAYERS allows, and all of it', () => {
    const folders = Object.entries(mergeNodes(graph, dirname));
    const actual = folders.map(([folder, targets]) => [folder, targets.filter((target) => target !== folder).sort()]);
    const allowed = Object.entries(NATIVE_LAYERS).map(([folder, targets]) => [folder, [...targets].sort()]);
    expect(Object.fromEntries(actual)).toEqual(Object.fromEntries(allowed));
  });

  test('each layer includes lower ones only', () => {
    const order = Object.keys(NATIVE_LAYERS);
    for (const [folder, targets] of Object.entries(NATIVE_LAYERS)) {
      expect(order.slice(0, order.indexOf(folder))).toEqual(expect.arrayContaining([...targets]));
    }
  });

  test('only native/binding includes the headers of Node.js', () => {
    const users = sources.filter(
      (file) => included(file, /^#include <(napi|node_api|js_native_api)\.h>$/gm).length > 0,
    );
    expect(new Set(users.map(dirname))).toEqual(new Set(['binding']));
  });
});
