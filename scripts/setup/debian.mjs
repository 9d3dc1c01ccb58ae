import { run } from './child.mjs';
import { onPath } from './tools.mjs';

/** Installs Debian packages where that can be done without asking: as root, with apt-get. Elsewhere does nothing. */
export async function installFromDebian(packages, say) {
  if (process.getuid?.() !== 0 || !onPath('apt-get')) return;
  say(`apt-get install ${packages.join(' ')}`);
  await run('apt-get', ['update']);
  await run('apt-get', ['install', '--yes', '--no-install-recommends', ...packages], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  });
}
