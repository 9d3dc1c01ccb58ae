import { fingerprint, inRoot } from './checkout.mjs';
import { run } from './child.mjs';

/** @import { Step } from './step.mjs' */

/**
 * The npm packages of package-lock.json.
 * @type {Step}
 */
export const packages = {
  name: 'packages',
  title: 'npm packages (npm ci)',
  needs: ['npm'],
  key: () => fingerprint(['package-lock.json']),
  async run() {
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
    return [inRoot('node_modules', '.package-lock.json')];
  },
};
