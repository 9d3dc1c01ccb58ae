// Builds the addon from its sources, in a checkout and in an installed package alike: `npm run build:native`, or on
// OpenMP's threads `npm run build:native -- --openmp`.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const options = process.argv.slice(2);
const openmp = options.includes('--openmp');
const problem = problemWith(options);

if (problem !== undefined) {
  console.error(`build:native: ${problem}`);
  process.exitCode = 1;
} else if (existsSync(join(here, 'setup'))) {
  const { main } = await import('./setup/main.mjs');
  await main(['packages', 'addon', ...options]);
} else {
  buildInPackage(dirname(here));
}

/**
 * Why the addon cannot be built as asked.
 * @param {readonly string[]} options
 */
function problemWith(options) {
  const unknown = options.find((option) => option !== '--openmp');
  if (unknown !== undefined) return `unknown option ${unknown}: the only option is --openmp`;
  if (process.platform === 'win32') {
    return 'the sources need GCC or Clang, and node-gyp builds with MSVC on Windows: use the addon that comes with the package';
  }
  if (openmp && process.platform !== 'linux') return '--openmp is supported on Linux only';
  return undefined;
}

/**
 * The package has binding.gyp in native/, because package managers compile at every install if they find it at the top.
 * node-gyp needs it there: it is copied, and removed after the build.
 * @param {string} folder
 */
function buildInPackage(folder) {
  const project = join(folder, 'binding.gyp');
  copyFileSync(join(folder, 'native', 'binding.gyp'), project);
  // Nothing has to be downloaded if Node.js was installed with its headers. npm puts its node-gyp on the PATH.
  const prefix = dirname(dirname(process.execPath));
  const hasHeaders = existsSync(join(prefix, 'include', 'node', 'node_api.h'));
  const { status, error } = spawnSync(
    'node-gyp',
    ['rebuild', '--jobs', 'max', `--openmp=${openmp}`, ...(hasHeaders ? ['--nodedir', prefix] : [])],
    { cwd: folder, stdio: 'inherit' },
  );
  rmSync(project);
  if (error) console.error(`build:native: cannot start node-gyp (${error.message}): run it as npm run build:native`);
  process.exitCode = status ?? 1;
}
