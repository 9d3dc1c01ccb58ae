// The addon from its sources: `npm run build:native`, in a checkout and in an installed package alike.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withBindingGyp } from './binding-gyp.mjs';

const here = dirname(fileURLToPath(import.meta.url));

if (existsSync(join(here, 'setup'))) {
  const { main } = await import('./setup/main.mjs');
  await main(['packages', 'addon']);
} else {
  // Where Node.js was installed with its headers, nothing has to be downloaded. npm puts its node-gyp on the PATH.
  const prefix = dirname(dirname(process.execPath));
  const hasHeaders = existsSync(join(prefix, 'include', 'node', 'node_api.h'));
  const folder = dirname(here);
  const { status, error } = await withBindingGyp(folder, () =>
    spawnSync('node-gyp', ['rebuild', ...(hasHeaders ? ['--nodedir', prefix] : [])], {
      cwd: folder,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    }),
  );
  if (error) console.error(`build:native: node-gyp could not be started (${error.message}): npm run build:native`);
  process.exitCode = status ?? 1;
}
