import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inStore } from './checkout.mjs';
import { run } from './child.mjs';

/** @import { Step } from './step.mjs' */

/** One of each major version that the package supports. */
const versions = ['20.20.2', '22.23.3', '24.21.0'];
const home = inStore('other-nodes');
/** @param {string} version */
const majorOf = (version) => version.split('.')[0];
const others = versions.filter((version) => majorOf(version) !== majorOf(process.versions.node));
// npm's package `node` installs one of these packages by an install script, which set-up does not run.
const binaryPackage = `node-${process.platform}-${process.arch}`;

/** The Node.js versions other than this process's, each with its major version and program. */
export const otherNodePrograms = others.map((version) => ({
  version,
  major: majorOf(version),
  program: join(home, 'node_modules', `node-${majorOf(version)}`, 'bin', 'node'),
}));

/** @type {Step} */
export const otherNodes = {
  name: 'other-nodes',
  title: `Node.js ${others.join(' and ')} (npm)`,
  needs: ['npm'],
  key: () => JSON.stringify([binaryPackage, others]),
  async run() {
    const unfinished = `${home}.unfinished`;
    for (const folder of [home, unfinished]) rmSync(folder, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true });
    const dependencies = Object.fromEntries(
      others.map((version) => [`node-${majorOf(version)}`, `npm:${binaryPackage}@${version}`]),
    );
    writeFileSync(join(unfinished, 'package.json'), JSON.stringify({ private: true, dependencies }));
    await run('npm', ['install', '--prefix', unfinished, '--ignore-scripts', '--no-audit', '--no-fund']);
    renameSync(unfinished, home);
    return otherNodePrograms.map(({ program }) => program);
  },
};
