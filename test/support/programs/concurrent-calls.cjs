/**
 * Makes four concurrent calls with four threads each while other work keeps every processor busy. Prints how many more
 * threads the process has than after a single call, and how many results differ from that call's.
 */
const { spawn } = require('node:child_process');
const { readdirSync } = require('node:fs');
const { availableParallelism } = require('node:os');
const { ctcLoss } = require('ctc-native');
const { digest, longBatch } = require('./batch.cjs');

const request = { ...longBatch(), threads: 4 };
const countThreads = () => readdirSync('/proc/self/task').length;

async function main() {
  const busy = Array.from({ length: availableParallelism() }, () => spawn(process.execPath, ['-e', 'for (;;);']));
  try {
    const alone = digest(await ctcLoss(request));
    const threads = countThreads();
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, countThreads());
    }, 1);
    const results = await Promise.all(Array.from({ length: 4 }, () => ctcLoss(request)));
    clearInterval(watch);
    const differing = results.filter((result) => digest(result) !== alone).length;
    console.log(`${Math.max(most, countThreads()) - threads} more threads, ${differing} of ${results.length} differ`);
  } finally {
    for (const child of busy) child.kill();
  }
}

main();
