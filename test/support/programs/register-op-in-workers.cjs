/**
 * Eight workers, half of them with a second copy of the addon, register the op at once in the TensorFlow of one process and
 * train a step with it. Prints how many results differ from the core's.
 */
const { Worker, isMainThread, parentPort } = require('node:worker_threads');
const { ctcLossSync } = require('ctc-native');
const { copyOfAddon } = require('./addon-copy.cjs');
const { digest, longBatch } = require('./batch.cjs');
const { stepInTensorFlow } = require('./step-in-tensorflow.cjs');

async function main() {
  const { losses, gradient } = ctcLossSync(longBatch());
  const expected = digest({ losses, gradient });
  const copy = copyOfAddon();
  const digests = await Promise.all(
    Array.from(
      { length: 8 },
      (_, i) =>
        new Promise((resolve, reject) => {
          const env = i % 2 ? { ...process.env, CTC_NATIVE_ADDON: copy } : process.env;
          new Worker(__filename, { env }).once('message', resolve).once('error', reject);
        }),
    ),
  );
  console.log(`${digests.filter((each) => each !== expected).length} of ${digests.length} differ`);
}

isMainThread ? main() : parentPort.postMessage(digest(stepInTensorFlow()));
