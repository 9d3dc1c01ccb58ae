import { inRoot } from '../../setup/checkout.mjs';
import { jest } from '../tools/jest.mjs';
import { node, npmFile } from '../tools/program.mjs';
import { inTurn } from '../tools/tally.mjs';

/** @import { Group } from '../tools/group.mjs' */

/** @type {Group} */
export const lint = {
  name: 'lint',
  about: 'Lint rules and formatting of TypeScript, JavaScript and C++ (`npm run format` repairs what it can).',
  run: () => node([inRoot('scripts', 'lint.mjs')]),
};

/** @param {string} project */
const typeCheck = (project) => node([npmFile('typescript', 'bin', 'tsc'), '--project', project]);

/** @type {Group} */
export const types = {
  name: 'types',
  about: 'Types of test/ and scripts/; set-up has compiled lib/ and examples/.',
  run: () =>
    inTurn(
      () => typeCheck('test/tsconfig.json'),
      () => typeCheck('scripts/tsconfig.json'),
    ),
};

/** @type {Group} */
export const layout = {
  name: 'layout',
  about: 'No import circles between files or folders; the allowed includes between the folders of native/.',
  run: () => jest(['test/layout.test.ts']),
};

/** @type {Group} */
export const apiDocs = {
  name: 'api-docs',
  about: 'docs/api agrees with the comments in lib/ (`npm run docs` writes it).',
  run: () => node([inRoot('scripts', 'docs.mjs'), '--check']),
};
