/** Prints why the op is not available without TensorFlow. */
const { withTf } = require('ctc-native/tfjs');

const tf = { customGrad() {}, getBackend: () => 'tensorflow' };
try {
  withTf(tf, { path: 'tf-op' }).path;
} catch ({ name, code, message }) {
  console.log(`${name} ${code}: ${message}`);
}
console.log(withTf(tf).path);
