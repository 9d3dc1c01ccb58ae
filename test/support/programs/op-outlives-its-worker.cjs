/** The worker whose addon registered the op has ended; the op is then called by way of another copy of the addon. */
const { Worker, isMainThread } = require('node:worker_threads');
const { copyOfAddon } = require('./addon-copy.cjs');
const { digest, longBatch } = require('./batch.cjs');
const { stepInTensorFlow } = require('./step-in-tensorflow.cjs');

function main() {
  require('../../../scripts/node-util-for-tfjs.cjs');
  // TensorFlow itself stays.
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
