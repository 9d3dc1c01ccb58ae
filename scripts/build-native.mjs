// The addon from its sources: `npm run build:native`, in a checkout and in an installed package alike.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

if (existsSync(join(here, 'setup'))) {
  const { main } = await import('./setup/main.mjs');
  await main(['packages', 'addon']);
} else {
  // Where Node.js was installed with its headers, nothing has to be downloaded. npm puts its node-gyp on the PATH.
  const prefix = dirname(dirname(process.execPath));
  const hasHeaders = existsSync(join(prefix, 'include', 'node', 'node_api.h'));
  const folder = dirname(here);
  // Where this lay in an installed package, package managers would compile at every install.
  const project = join(folder, 'binding.gyp');
  copyFileSync(join(folder, 'native', 'binding.gyp'), project);
  try {
    const { status, error } = spawnSync('node-gyp', ['rebuild', ...(hasHeaders ? ['--nodedir', prefix] : [])], {
      cwd: folder,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    if (error) console.error(`build:native: node-gyp could not be started (${error.message}): npm run build:native`);
    process.exitCode = status ?? 1;
  } finally {
    rmSync(project);
  }
}
