/**
 * Makes calls of four threads each on the main thread, on libuv's threads, and in workers, eight of which live at a time.
 * Prints how many threads the process has beyond those of Node.js while workers live and after all have ended.
 */
const { pbkdf2 } = require('node:crypto');
const { once } = require('node:events');
const { readdirSync } = require('node:fs');
const { promisify } = require('node:util');
const { Worker, isMainThread, parentPort } = require('node:worker_threads');
const { ctcLoss, ctcLossSync } = require('ctc-native');
const { longBatch } = require('./batch.cjs');

const WORKERS = 8;
const request = { ...longBatch(), threads: 4 };
const countThreads = () => readdirSync('/proc/self/task').length;

/** Occupies three of libuv's four threads for a moment, so that the job beside them is not always the same one's. */
const occupy = () => Promise.all(Array.from({ length: 3 }, () => promisify(pbkdf2)('', '', 1000, 32, 'sha256')));

async function call() {
  ctcLossSync(request);
  for (let i = 0; i < 4; i++) await Promise.all([ctcLoss(request), occupy()]);
}

async function main() {
  await occupy();
  const nodes = countThreads();
  await call();
  let beside = 0;
  for (let round = 0; round < 2; round++) {
    const workers = Array.from({ length: WORKERS }, () => new Worker(__filename));
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    beside = Math.max(beside, countThreads() - nodes - WORKERS);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  await call();
  console.log(`${beside} beside workers, ${countThreads() - nodes} after`);
}

async function work() {
  await call();
  parentPort.postMessage('done');
  setInterval(() => {}, 1000);
}

isMainThread ? main() : work();
