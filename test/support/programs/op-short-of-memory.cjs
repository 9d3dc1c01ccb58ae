/** Asks TensorFlow for a gradient beyond the memory limit and prints the result; then for a small one. */
// TensorFlow's allocator for oneDNN waits ten seconds for memory to be freed.
process.env.TF_ENABLE_ONEDNN_OPTS = '0';
process.env.TF_CPP_MIN_LOG_LEVEL = '3';
require('../../../scripts/node-util-for-tfjs.cjs');
const tf = require('@tensorflow/tfjs-node');
const { withTf } = require('ctc-native/tfjs');
const { limitMemory } = require('./limit-memory.cjs');

const { ctcLoss } = withTf(tf, { path: 'tf-op' });
const gradient = tf.grad((logits) => ctcLoss({ logits, labels: [[1]] }).sum());
const [small, large] = [tf.zeros([1, 4, 2]), tf.zeros([1, 1000, 100_000])];
gradient(small).dataSync();
// TensorFlow creates the tensor when it is read.
tf.max(large).dataSync();
limitMemory(300 * 2 ** 20);
try {
  gradient(large).dataSync();
} catch ({ name, code, message }) {
  console.log(`${name} ${code}: ${message}`);
}
console.log(gradient(small).shape.join());
