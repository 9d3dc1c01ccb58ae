const { setTimeout: sleep } = require('node:timers/promises');

/** The bytes that the process holds once nothing is left to collect; Node.js has to run with --expose-gc. */
module.exports = async function settledMemory() {
  // What waits for its finaliser needs a turn of the event loop.
  for (let turn = 0; turn < 3; turn++) {
    await sleep(20);
    global.gc();
  }
  // What the collector's heap has in reserve is its own affair: Node.js 24 keeps a hundred megabytes of it.
  const { rss, heapTotal, heapUsed } = process.memoryUsage();
  return rss - heapTotal + heapUsed;
};
