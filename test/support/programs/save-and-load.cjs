// Saves a trained model with its optimizer, loads it, and trains it on. Argument: the form of its metrics.
require('../../../scripts/node-util-for-tfjs.cjs');
const tf = require('@tensorflow/tfjs-node');
const { withTf } = require('ctc-native/tfjs');

const ctc = withTf(tf);
const [xs, ys] = [tf.ones([2, 4, 2]), tf.tensor2d([[1], [2]], [2, 1], 'int32')];
const rate = ctc.metrics.labelErrorRate();
const metrics = { 'no metric': undefined, 'one metric': rate, 'a list of metrics': [rate] }[process.argv[2]];

async function main() {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [4, 2] })] });
  model.compile({ optimizer: 'adam', loss: ctc.loss(), metrics });
  await ctc.prepare(model).fit(xs, ys, { verbose: 0 });
  let artifacts;
  const handler = tf.io.withSaveHandler(async (saved) => {
    artifacts = saved;
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  });
  await model.save(handler, { includeOptimizer: true });
  // TensorFlow.js warns that the output has no loss.
  console.warn = () => {};
  const loaded = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
  try {
    ctc.prepare(loaded);
  } catch ({ name, code, message }) {
    console.log(name, code, message);
  }
  loaded.compile({ optimizer: loaded.optimizer, loss: ctc.loss(), metrics });
  const { history } = await ctc.prepare(loaded).fit(xs, ys, { verbose: 0 });
  console.log(loaded.optimizer.getClassName().toLowerCase(), history.loss[0] > 0, Object.keys(history).join(' '));
}

main();
