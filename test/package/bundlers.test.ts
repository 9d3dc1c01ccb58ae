import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/root';
import { expectRightUse, Project, tool } from './installation';

let project: Project;
beforeAll(async () => {
  project = await new Project().install();
});
afterAll(() => project.remove());

/** Runs a bundle in a folder without node_modules. */
async function runAlone(bundle: string, program = 'use.js'): Promise<void> {
  const elsewhere = new Project();
  for (const file of readdirSync(project.path(bundle))) {
    elsewhere.copy(project.path(bundle, file), file);
  }
  expectRightUse(await elsewhere.node([elsewhere.path(program)]));
  elsewhere.remove();
}

const ESBUILD = ['--bundle', '--platform=node', '--loader:.node=copy', '--log-level=error'];

test('esbuild bundles the package with its addon', async () => {
  const parameters = [project.program('use.cjs'), ...ESBUILD, '--outdir=esbuild'];
  const { code, errors } = await project.run(tool('.bin', 'esbuild'), parameters);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  await runAlone('esbuild');
});

test('esbuild bundles the package as an ES module with the banner of docs/packaging.md', async () => {
  const page = readFileSync(join(root, 'docs', 'packaging.md'), 'utf8');
  const [, banner] = /`--banner:js='(.*)'`/.exec(page)!;
  const parameters = [project.program('use.mjs'), ...ESBUILD, '--format=esm', '--outfile=esm/use.mjs'];
  const { code, errors } = await project.run(tool('.bin', 'esbuild'), [...parameters, `--banner:js=${banner}`]);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  await runAlone('esm', 'use.mjs');
});

test('webpack bundles the package with its addon', async () => {
  project.write(
    'build.cjs',
    `const webpack = require(${JSON.stringify(tool('webpack'))});
    webpack({
      mode: 'production',
      target: 'node',
      entry: ${JSON.stringify(project.program('use.cjs'))},
      output: { path: ${JSON.stringify(project.path('webpack'))}, filename: 'use.js' },
      module: { rules: [{ test: /\\.node$/, use: ${JSON.stringify(tool('node-loader'))} }] },
    }, (error, stats) => {
      if (error || stats.hasErrors()) throw error ?? new Error(stats.toString());
    });`,
  );
  const { code, errors } = await project.node([project.path('build.cjs')]);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  await runAlone('webpack');
});
