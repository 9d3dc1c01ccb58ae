// Four worker threads load the package at the same time.
const { isMainThread, parentPort, Worker } = require('node:worker_threads');

if (isMainThread) {
  for (let worker = 0; worker < 4; worker++) new Worker(__filename).on('message', (message) => console.log(message));
} else {
  const { ctcLossSync } = require('ctc-native');
  const { losses } = ctcLossSync({ logits: new Float32Array(4), shape: [1, 2, 2], labels: [[1]] });
  parentPort.postMessage(Math.exp(-losses[0]).toFixed(6));
}
