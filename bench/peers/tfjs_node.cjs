// tfjs-node with a limited number of threads, resolved from the working directory or else from here.
require('../../scripts/node-util-for-tfjs.cjs');

exports.requireFrom = (name) => require(require.resolve(name, { paths: [process.cwd(), __dirname] }));

exports.loadTfjsNode = (threads) => {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
  process.env.TF_NUM_INTRAOP_THREADS = String(threads);
  process.env.TF_NUM_INTEROP_THREADS = String(threads);
  process.env.OMP_NUM_THREADS = String(threads);
  return exports.requireFrom('@tensorflow/tfjs-node');
};

/** Moves the blank from the first class to the last. */
exports.withBlankLast = (logits, classes) => rotate(logits, classes, 1);

/** Moves the blank from the last class to the first. */
exports.withBlankFirst = (logits, classes) => rotate(logits, classes, classes - 1);

function rotate(numbers, classes, by) {
  const rotated = new Float32Array(numbers.length);
  for (let row = 0; row < numbers.length; row += classes) {
    rotated.set(numbers.subarray(row + by, row + classes), row);
    rotated.set(numbers.subarray(row, row + by), row + classes - by);
  }
  return rotated;
}
