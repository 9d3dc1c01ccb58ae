import { inRoot } from '../../setup/checkout.mjs';
import { run } from '../tools/program.mjs';
import { failure, success } from '../tools/tally.mjs';

/** @import { Group } from '../tools/group.mjs' */

/** @type {Group} */
export const setup = {
  name: 'setup',
  about: 'A second set-up finds nothing to do.',
  async run() {
    const { output } = await run(process.execPath, [inRoot('scripts', 'setup.mjs'), '--for-tests']);
    return output === 'set-up: everything is in place\n' ? success : failure;
  },
};
