/** Ends workers, regularly and by force, with jobs running and waiting. Prints whether the main thread still computes. */
const { once } = require('node:events');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const { ctcLoss, ctcLossSync } = require('ctc-native');
const { digest, longBatch } = require('./batch.cjs');

async function main() {
  const expected = digest(ctcLossSync(longBatch()));
  for (const end of ['exit', 'throw', 'terminate', 'exit', 'terminate']) {
    const worker = new Worker(__filename, { workerData: end });
    // Not once(): it would reject, because one of the workers ends with an error.
    const ended = new Promise((resolve) => worker.on('error', () => {}).on('exit', resolve));
    await once(worker, 'message');
    if (end === 'terminate') worker.terminate();
    await ended;
  }
  console.log(digest(await ctcLoss(longBatch())) === expected ? 'still computes' : 'computes something else');
}

function work() {
  for (let job = 0; job < 3; job++) ctcLoss(longBatch()).catch(() => {});
  parentPort.postMessage('started');
  // By then the first job is running.
  setTimeout(() => {
    if (workerData === 'exit') process.exit();
    if (workerData === 'throw') throw new Error('on purpose');
  }, 5);
}

isMainThread ? main() : work();
