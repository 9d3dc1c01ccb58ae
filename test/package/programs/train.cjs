// Trains logits in tfjs-node towards the labels 1, 2, 1.
const tf = require('@tensorflow/tfjs-node');
const { withTf } = require('ctc-native/tfjs');

const ctc = withTf(tf);
const logits = tf.variable(tf.zeros([1, 8, 3]));
const loss = () => ctc.ctcLoss({ logits, labels: [[1, 2, 1]] }).mean();
const before = loss().dataSync()[0];
const optimizer = tf.train.adam(0.3);
for (let step = 0; step < 40; step++) optimizer.minimize(loss);
console.log(JSON.stringify({ path: ctc.path, before, after: loss().dataSync()[0] }));
