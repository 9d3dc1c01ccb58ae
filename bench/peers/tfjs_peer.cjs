// TensorFlow's own CTCLoss kernel on tfjs-node: time-major, blank last, the gradient beside the loss.
const { loadTfjsNode, withBlankFirst, withBlankLast } = require('./tfjs_node.cjs');

exports.start = (threads) => {
  const tf = loadTfjsNode(threads);
  const backend = tf.backend();
  const { binding } = backend;
  const attributes = [
    ...['preprocess_collapse_repeated', 'ignore_longer_outputs_than_inputs'].map((name) => [name, false]),
    ['ctc_merge_repeated', true],
  ].map(([name, value]) => ({ name, type: binding.TF_ATTR_BOOL, value }));
  attributes.push({ name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT });

  function prepare(batch) {
    const { shape, labels, width, labelLengths, inputLengths } = batch;
    const logits = tf.tensor(withBlankLast(batch.logits, shape[2]), shape).transpose([1, 0, 2]);
    // An int64 is a pair of int32, the lower half first.
    const places = [];
    const values = [];
    labelLengths.forEach((length, sample) => {
      for (let place = 0; place < length; place++) {
        places.push(sample, 0, place, 0);
        values.push(labels[sample * width + place] - 1);
      }
    });
    const placesShape = [values.length, 2];
    const dataId = backend.write(Int32Array.from(places), placesShape, 'int64');
    const inputs = [
      logits,
      { dataId, shape: placesShape, dtype: 'int32' },
      tf.tensor1d(values, 'int32'),
      tf.tensor1d(inputLengths, 'int32'),
    ];
    return {
      call: () => backend.executeMultipleOutputs('CTCLoss', attributes, inputs, 2),
      arrays: ([losses, gradient]) => ({
        losses: losses.dataSync(),
        gradient: withBlankFirst(
          tf.tidy(() => gradient.transpose([1, 0, 2]).dataSync()),
          shape[2],
        ),
      }),
      release: (result) => tf.dispose(result),
    };
  }

  return { version: `tfjs-node ${tf.version['tfjs-node']}, TensorFlow ${binding.TF_Version}`, prepare };
};
