/** Losses and gradient of the long batch, computed by the op, as in a CtcResult. */
const { longBatch } = require('./batch.cjs');

exports.stepInTensorFlow = () => {
  require('../../../scripts/node-util-for-tfjs.cjs');
  const tf = require('@tensorflow/tfjs-node');
  const { withTf } = require('ctc-native/tfjs');
  const { ctcLoss } = withTf(tf, { path: 'tf-op' });
  const { logits, shape, ...rest } = longBatch();
  let losses;
  const gradient = tf.grad((x) => {
    const ofSamples = ctcLoss({ logits: x, ...rest });
    losses = ofSamples.dataSync();
    return ofSamples.sum();
  })(tf.tensor3d(logits, shape));
  return { losses, gradient: gradient.dataSync() };
};
