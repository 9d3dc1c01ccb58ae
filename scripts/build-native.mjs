// Builds the addon from its sources: `npm run build:native`, in a checkout and in an installed package alike.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

if (existsSync(join(here, 'setup'))) {
  const { main } = await import('./setup/main.mjs');
  await main(['packages', 'addon']);
} else {
  buildInPackage(dirname(here));
}

/**
 * In the package binding.gyp is kept in native/, because package managers compile at every install where they find it at
 * the top. node-gyp needs it there, so it is copied for the time of the build.
 * @param {string} folder
 */
function buildInPackage(folder) {
  const project = join(folder, 'binding.gyp');
  copyFileSync(join(folder, 'native', 'binding.gyp'), project);
  // If Node.js was installed with its headers, nothing has to be downloaded. npm puts its node-gyp on the PATH.
  const prefix = dirname(dirname(process.execPath));
  const hasHeaders = existsSync(join(prefix, 'include', 'node', 'node_api.h'));
  const { status, error } = spawnSync('node-gyp', ['rebuild', ...(hasHeaders ? ['--nodedir', prefix] : [])], {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  rmSync(project);
  if (error) console.error(`build:native: cannot start node-gyp (${error.message}): run it as npm run build:native`);
  process.exitCode = status ?? 1;
}
