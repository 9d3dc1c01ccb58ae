/** Calls the op through another copy of the addon after the worker whose addon registered it has ended. */
const { Worker, isMainThread } = require('node:worker_threads');
const { copyOfAddon } = require('./addon-copy.cjs');
const { digest, longBatch } = require('./batch.cjs');
const { stepInTensorFlow } = require('./step-in-tensorflow.cjs');

function main() {
  require('../../../scripts/node-util-for-tfjs.cjs');
  // TensorFlow itself stays loaded.
  require('@tensorflow/tfjs-node');
  const copy = copyOfAddon();
  new Worker(__filename).once('exit', () => {
    process.env.CTC_NATIVE_ADDON = copy;
    const result = stepInTensorFlow();
    const { losses, gradient } = require('ctc-native').ctcLossSync(longBatch());
    console.log(digest(result) === digest({ losses, gradient }) ? 'same' : 'another');
  });
}

isMainThread ? main() : stepInTensorFlow();
