/**
 * Runs a thousand training steps on PATH, most with a steady upstream gradient and some with another. Prints how many tensors
 * are left behind, and whether memory grew by more than noise: node --expose-gc op-memory.cjs PATH.
 */
require('../../../scripts/node-util-for-tfjs.cjs');
const tf = require('@tensorflow/tfjs-node');
const { withTf } = require('ctc-native/tfjs');
const settledMemory = require('./settled-memory.cjs');

const NOISE = 32 * 2 ** 20;
const { ctcLoss } = withTf(tf, { path: process.argv[2] });
const [batch, time, classes] = [8, 100, 256];
const labels = Array.from({ length: batch }, (_, sample) => [1 + sample, 2, 2, 3]);
const variable = tf.variable(tf.randomNormal([batch, time, classes]));
const optimizer = tf.train.sgd(0.01);

function train(steps) {
  for (let step = 0; step < steps; step++) {
    const factor = step % 10 === 9 ? step : 1;
    optimizer.minimize(() => ctcLoss({ logits: variable, labels }).mean().mul(factor));
  }
}

async function main() {
  train(300);
  const tensors = tf.memory().numTensors;
  const before = await settledMemory();
  train(1000);
  const grown = (await settledMemory()) - before;
  console.log(`${tf.memory().numTensors - tensors} tensors, ${grown < NOISE ? 'flat' : `grown by ${grown} bytes`}`);
}

main();
