import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot, inStore } from '../../setup/checkout.mjs';
import { check, run } from '../tools/program.mjs';
import { skip } from '../tools/tally.mjs';

/** @import { Group } from '../tools/group.mjs' */

/** @type {Group} */
export const golden = {
  name: 'golden',
  about: "optax's golden vectors, computed again and compared; optax is the smallest of the frameworks.",
  async run() {
    const maker = inRoot('scripts', 'make-golden');
    const home = inStore('optax');
    const requirements = join(maker, 'requirements-optax.txt');
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', home];
    if (!existsSync(home) && (await run('python3', [...pip, '--requirement', requirements])).code !== 0) {
      rmSync(home, { recursive: true, force: true });
      return skip("optax's golden vectors: pip cannot install optax");
    }
    const env = { PYTHONPATH: home, PYTHONDONTWRITEBYTECODE: '1', JAX_PLATFORMS: 'cpu' };
    return check('python3', [join(maker, 'main.py'), '--check', 'optax'], env);
  },
};
