import { otherNodePrograms } from '../../setup/other-nodes.mjs';
import { jest, libraryTests } from '../tools/jest.mjs';

/** @import { Group } from '../tools/group.mjs' */

/** @type {Group} */
export const jestGroup = {
  name: 'jest',
  about: 'All TypeScript tests but those of the groups layout and package.',
  run: () => jest(['--testPathIgnorePatterns', 'test/layout.test.ts', 'test/package/']),
};

/** @type {readonly Group[]} */
export const otherNodes = otherNodePrograms.map(({ version, major, program }) => ({
  name: `node-${major}`,
  about: `The tests of the library and of ctc-native/tfjs with Node.js ${version}.`,
  run: () => jest([...libraryTests, 'test/lib/tfjs/'], { node: program }),
}));
