import { run } from './child.mjs';
import { onPath } from './tools.mjs';

/** @import { Report } from './step.mjs' */

/**
 * Installs Debian packages as root with apt-get; does nothing for another user or on another system.
 * @param {readonly string[]} packages
 * @param {Report} report
 */
export async function installFromDebian(packages, report) {
  if (process.getuid?.() !== 0 || !onPath('apt-get')) return;
  report(`apt-get install ${packages.join(' ')}`);
  await run('apt-get', ['update']);
  await run('apt-get', ['install', '--yes', '--no-install-recommends', ...packages], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  });
}
