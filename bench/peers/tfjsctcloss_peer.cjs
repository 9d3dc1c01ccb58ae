// The npm package tfjsctcloss on tfjs-node: one-hot labels, blank last.
const { loadTfjsNode, requireFrom, withBlankFirst, withBlankLast } = require('./tfjs_node.cjs');

exports.start = (threads) => {
  const { ctcLossGradient } = requireFrom('tfjsctcloss');
  const tf = loadTfjsNode(threads);

  function prepare({ logits, shape, labels, width, labelLengths, inputLengths }) {
    const [, time, classes] = shape;
    if (inputLengths.some((frames) => frames !== time)) throw new Error('it has no input lengths');
    const steps = Int32Array.from({ length: shape[0] * time }, (_, index) => {
      const [sample, place] = [Math.floor(index / time), index % time];
      return place < labelLengths[sample] ? labels[sample * width + place] - 1 : classes - 1;
    });
    const oneHot = tf.tidy(() => tf.oneHot(tf.tensor2d(steps, [shape[0], time], 'int32'), classes).toFloat());
    const inputs = tf.tensor3d(withBlankLast(logits, classes), shape);
    const differentiate = tf.valueAndGrads((scores) => ctcLossGradient(oneHot, scores));
    return {
      call: () => tf.tidy(() => differentiate([inputs])),
      arrays: ({ value, grads }) => ({
        losses: value.dataSync(),
        gradient: withBlankFirst(grads[0].dataSync(), classes),
      }),
      release: ({ value, grads }) => tf.dispose([value, grads]),
    };
  }

  return { version: `tfjsctcloss on tfjs-node ${tf.version['tfjs-node']}`, prepare };
};
