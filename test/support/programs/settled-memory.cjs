const { setTimeout: sleep } = require('node:timers/promises');

/** The memory of the process in bytes after garbage collection; needs node --expose-gc. */
module.exports = async function settledMemory() {
  // Finalisers need a turn of the event loop.
  for (let turn = 0; turn < 3; turn++) {
    await sleep(20);
    global.gc();
  }
  // Without the heap's reserve, which is a hundred megabytes in Node.js 24.
  const { rss, heapTotal, heapUsed } = process.memoryUsage();
  return rss - heapTotal + heapUsed;
};
