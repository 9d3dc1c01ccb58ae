import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot, readJson } from '../setup/checkout.mjs';
import { run, startLog } from '../setup/child.mjs';
import { lock } from '../setup/lock.mjs';
import { packages } from '../setup/packages.mjs';
import { Problem } from '../setup/problem.mjs';
import { runSteps } from '../setup/run-steps.mjs';
import { library } from '../setup/typescript.mjs';
import { checkPrebuild } from './check-prebuild.mjs';
import { prebuild, prebuiltAddon } from './prebuild.mjs';
import { targets, testedHere } from './targets.mjs';

const maxBytes = 6_000_000;
const { name, version } = readJson('package.json');
const folder = inRoot('build', 'package');

export const tarball = join(folder, `${name}-${version}.tgz`);

/**
 * Builds and packs the addons for the platforms named on the command line (`all`: every platform in targets.mjs; default:
 * those that a checkout can test). With `--release vX.Y.Z`, first checks that tag, version and changelog agree.
 * @param {string[]} parameters
 */
export async function main(parameters) {
  try {
    const platforms = readPlatforms(parameters);
    await runSteps([packages, library]);
    const unlock = await lock();
    try {
      startLog();
      rmSync(inRoot('prebuilds'), { recursive: true, force: true });
      for (const platform of platforms) {
        process.stdout.write(`pack: addon for ${platform} … `);
        checkPrebuild(platform, await prebuild(platform));
        console.log(`${statSync(prebuiltAddon(platform)).size} bytes`);
      }
      await pack();
    } finally {
      await unlock();
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(`${error.logTail}pack: ${error.message}`);
    process.exitCode = 1;
  }
}

/** @param {string[]} parameters */
function readPlatforms(parameters) {
  const release = parameters.indexOf('--release');
  if (release >= 0) {
    const [, tag] = parameters.splice(release, 2);
    checkRelease(tag);
  }
  const chosen = parameters.includes('all') ? Object.keys(targets) : parameters;
  const unknown = chosen.find((platform) => !(platform in targets));
  if (unknown !== undefined) {
    throw new Problem(`"${unknown}" is not a platform; the platforms are ${Object.keys(targets).join(', ')}, or all.`);
  }
  return chosen.length > 0 ? chosen : testedHere;
}

/**
 * Checks that the tag and the newest heading of the changelog have the version in package.json.
 * @param {string | undefined} tag
 */
function checkRelease(tag) {
  if (tag !== `v${version}`) throw new Problem(`the tag is ${tag}: package.json has version ${version}.`);
  const newest = /^## (.+)$/m.exec(readFileSync(inRoot('CHANGELOG.md'), 'utf8'))?.[1];
  if (!newest?.startsWith(version)) {
    throw new Problem(`CHANGELOG.md begins with "${newest}": expected a section of version ${version}.`);
  }
}

async function pack() {
  mkdirSync(folder, { recursive: true });
  // Not in the root of the package: package managers would find it there and compile at every install.
  copyFileSync(inRoot('binding.gyp'), inRoot('native', 'binding.gyp'));
  try {
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder]);
  } finally {
    rmSync(inRoot('native', 'binding.gyp'));
  }
  const { size } = statSync(tarball);
  if (size > maxBytes) throw new Problem(`${tarball} has ${size} bytes: expected at most ${maxBytes}.`);
  console.log(`pack: ${tarball}, ${size} bytes`);
}
