// Ours inside tfjs-node: value and gradient of the mean loss, as in a training step, through ctc-native/tfjs.
const { loadTfjsNode } = require('./tfjs_node.cjs');

exports.start = (threads) => {
  const tf = loadTfjsNode(threads);
  const { withTf } = require('../../dist/tfjs');
  const ctc = withTf(tf, { path: 'tf-op' });

  function prepare({ logits: values, shape, labels: padded, width, labelLengths, inputLengths }) {
    // An op's result, like a model's output: its memory is TensorFlow's already.
    const logits = tf.tensor3d(values, shape).add(0);
    const labels = tf.tensor2d(padded, [shape[0], width], 'int32');
    const request = { labels, labelLengths, inputLengths, threads };
    const lossesOf = (x) => ctc.ctcLoss({ logits: x, ...request });
    const step = tf.valueAndGrad((x) => tf.mean(lossesOf(x)));
    return {
      call: () => step(logits),
      arrays: ({ grad }) => ({
        losses: tf.tidy(() => lossesOf(logits).dataSync()),
        gradient: tf.tidy(() => tf.mul(grad, shape[0]).dataSync()),
      }),
      release: ({ value, grad }) => tf.dispose([value, grad]),
    };
  }

  return { version: `tfjs-node ${tf.version['tfjs-node']}, TensorFlow ${tf.backend().binding.TF_Version}`, prepare };
};
