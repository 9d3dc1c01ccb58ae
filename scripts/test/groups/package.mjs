import { inRoot } from '../../setup/checkout.mjs';
import { jest } from '../tools/jest.mjs';
import { node } from '../tools/program.mjs';
import { inTurn } from '../tools/tally.mjs';

/** @import { Group } from '../tools/group.mjs' */

/** @type {Group} */
export const packageGroup = {
  name: 'package',
  about: 'The package: packed, installed by each package manager, bundled and used.',
  run: () =>
    inTurn(
      () => node([inRoot('scripts', 'package.mjs')]),
      () => jest(['--config', inRoot('test', 'package', 'jest.config.js')]),
    ),
};
