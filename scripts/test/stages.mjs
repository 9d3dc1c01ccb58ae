import { addonCmake, addonOpenmp } from './groups/addon.mjs';
import { addonAsan } from './groups/addon-asan.mjs';
import { cxx, cxxArm64, cxxOpenmp } from './groups/cxx.mjs';
import { fuzz } from './groups/fuzz.mjs';
import { golden } from './groups/golden.mjs';
import { packageGroup } from './groups/package.mjs';
import { sanitizers } from './groups/sanitizers.mjs';
import { setup } from './groups/setup.mjs';
import { apiDocs, layout, lint, types } from './groups/sources.mjs';
import { jestGroup, otherNodes } from './groups/typescript.mjs';

/** @import { Group } from './tools/group.mjs' */

/**
 * Every group, in the order in which they run. The groups of one stage run at once: they wait for downloads or for one
 * process, so that one alone leaves processors idle.
 * @type {readonly (readonly Group[])[]}
 */
export const stages = [
  ...[setup, lint, types, layout, apiDocs].map((group) => [group]),
  ...[cxx, cxxArm64, cxxOpenmp, addonCmake, addonOpenmp, jestGroup, ...otherNodes].map((group) => [group]),
  [packageGroup, sanitizers],
  [golden, fuzz, addonAsan],
];
