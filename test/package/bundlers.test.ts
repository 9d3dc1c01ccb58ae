import { readdirSync } from 'node:fs';
import { expectRightUse, Project, tool } from './installation';

let project: Project;
beforeAll(async () => {
  project = await new Project().install();
});
afterAll(() => project.remove());

/** Without what was bundled. */
async function runAlone(bundle: string): Promise<void> {
  const elsewhere = new Project();
  for (const file of readdirSync(project.path(bundle))) {
    elsewhere.copy(project.path(bundle, file), file);
  }
  expectRightUse(await elsewhere.node([elsewhere.path('use.js')]));
  elsewhere.remove();
}

test('esbuild bundles it with its addon', async () => {
  const { code, errors } = await project.run(tool('.bin', 'esbuild'), [
    ...[project.program('use.cjs'), '--bundle', '--platform=node', '--loader:.node=copy', '--outdir=esbuild'],
    ...['--log-level=error'],
  ]);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  await runAlone('esbuild');
});

test('webpack bundles it with its addon', async () => {
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
