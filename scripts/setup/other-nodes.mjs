import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inStore } from './checkout.mjs';
import { run } from './child.mjs';

/** Of each major version that the package supports, one. */
const versions = ['20.20.2', '22.23.3', '24.21.0'];
const home = inStore('other-nodes');
const majorOf = (version) => version.split('.')[0];
const others = versions.filter((version) => majorOf(version) !== majorOf(process.versions.node));
// The binaries that npm's `node` chooses among, by a script that installs here do not run.
const binaryPackage = `node-${process.platform}-${process.arch}`;

/** The Node.js that are not this one, as [version, program]. */
export const otherNodePrograms = others.map((version) => [
  version,
  join(home, 'node_modules', `node-${majorOf(version)}`, 'bin', 'node'),
]);

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
    return otherNodePrograms.map(([, program]) => program);
  },
};
