// The package as a CommonJS module and as an ES module in one process.
import { createRequire } from 'node:module';
import * as imported from 'ctc-native';
import * as importedTfjs from 'ctc-native/tfjs';

const require = createRequire(import.meta.url);
console.log(
  imported.CtcError === require('ctc-native').CtcError,
  importedTfjs.withTf === require('ctc-native/tfjs').withTf,
);
