/** Imports the package as an ES module and requires it as CommonJS. Prints whether both are the same. */
import { createRequire } from 'node:module';
import * as esm from 'ctc-native';
import * as esmTfjs from 'ctc-native/tfjs';

const require = createRequire(import.meta.url);
const cjs = require('ctc-native');
const cjsTfjs = require('ctc-native/tfjs');

const names = (module) =>
  Object.keys(module)
    .filter((name) => name !== 'default' && name !== 'module.exports')
    .sort();
for (const [one, other] of [
  [esm, cjs],
  [esmTfjs, cjsTfjs],
]) {
  const same = names(one).every((name) => one[name] === other[name]) && `${names(one)}` === `${names(other)}`;
  console.log(names(one).join(' '), same ? 'same' : 'other');
}
