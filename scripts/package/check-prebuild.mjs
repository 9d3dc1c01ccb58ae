import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { Problem } from '../setup/problem.mjs';
import { minGlibc } from './targets.mjs';

const maxBytes = 1_500_000;

// Libraries that every machine with that C library has. libstdc++ and libgomp are not among them.
const allowedLibraries = {
  glibc: ['libc.so.6', 'libm.so.6', 'libpthread.so.0', 'libdl.so.2', 'ld-linux-x86-64.so.2', 'ld-linux-aarch64.so.1'],
  musl: ['libc.so'],
};

/**
 * @param {string} platform
 * @param {string} addon
 * @throws {Problem} if the addon is too large or, on Linux, needs other libraries or a newer glibc, or can be unloaded
 */
export function checkPrebuild(platform, addon) {
  const { size } = statSync(addon);
  if (size > maxBytes) throw new Problem(`${addon} has ${size} bytes: expected at most ${maxBytes}.`);
  if (!platform.startsWith('linux')) return;
  const dynamic = readelf('--dynamic', addon);
  if (!/\(FLAGS_1\).* NODELETE/.test(dynamic)) throw new Problem(`${addon} is not linked with -z nodelete.`);
  const needed = [...dynamic.matchAll(/\(NEEDED\).*\[(.+)\]/g)].map(([, library]) => library);
  const allowed = allowedLibraries[platform.endsWith('-musl') ? 'musl' : 'glibc'];
  const unexpected = needed.filter((library) => !allowed.includes(String(library)));
  if (unexpected.length > 0)
    throw new Problem(`${addon} needs ${unexpected.join(', ')}: expected only ${allowed.join(', ')}.`);
  const versions = [...readelf('--version-info', addon).matchAll(/Name: (\w+?)_([\d.]+)/g)];
  const tooNew = versions.filter(([, of, version = '']) => of !== 'GLIBC' || isNewer(version, minGlibc));
  if (tooNew.length > 0) {
    throw new Problem(
      `${addon} needs ${tooNew.map(([, of, version]) => `${of}_${version}`).join(', ')}: expected at most GLIBC_${minGlibc}.`,
    );
  }
}

/**
 * @param {string} option
 * @param {string} file
 */
function readelf(option, file) {
  const { status, stdout, stderr, error } = spawnSync('readelf', ['--wide', option, file], { encoding: 'utf8' });
  if (status !== 0) throw new Problem(`readelf could not read ${file}: ${error?.message ?? stderr}`);
  return stdout;
}

/**
 * @param {string} version
 * @param {string} than
 */
function isNewer(version, than) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [thanMajor = 0, thanMinor = 0] = than.split('.').map(Number);
  return major > thanMajor || (major === thanMajor && minor > thanMinor);
}
