/** Eight workers load the addon at once; each computes the same batch in both calls. Prints how many results differ. */
const { Worker, isMainThread, parentPort } = require('node:worker_threads');
const { ctcLoss, ctcLossSync } = require('ctc-native');
const { digest, longBatch } = require('./batch.cjs');

async function main() {
  const expected = digest(ctcLossSync(longBatch()));
  const digests = await Promise.all(
    Array.from(
      { length: 8 },
      () =>
        new Promise((resolve, reject) => {
          new Worker(__filename).once('message', resolve).once('error', reject);
        }),
    ),
  );
  console.log(`${digests.flat().filter((each) => each !== expected).length} of ${digests.flat().length} differ`);
}

async function work() {
  const later = ctcLoss(longBatch());
  parentPort.postMessage([digest(ctcLossSync(longBatch())), digest(await later)]);
}

isMainThread ? main() : work();
