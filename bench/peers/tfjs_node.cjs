// tfjs-node on a limited number of threads, from the folder that the benchmark was started in or from this checkout.
require('../../scripts/node-util-for-tfjs.cjs');

exports.requireFrom = (name) => require(require.resolve(name, { paths: [process.cwd(), __dirname] }));

exports.loadTfjsNode = (threads) => {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
  process.env.TF_NUM_INTRAOP_THREADS = String(threads);
  process.env.TF_NUM_INTEROP_THREADS = String(threads);
  process.env.OMP_NUM_THREADS = String(threads);
  return exports.requireFrom('@tensorflow/tfjs-node');
};

/** The classes moved so that the blank, which is the first, becomes the last. */
exports.withBlankLast = (logits, classes) => rotate(logits, classes, 1);

/** The opposite of withBlankLast. */
exports.withBlankFirst = (logits, classes) => rotate(logits, classes, classes - 1);

function rotate(numbers, classes, by) {
  const rotated = new Float32Array(numbers.length);
  for (let row = 0; row < numbers.length; row += classes) {
    rotated.set(numbers.subarray(row + by, row + classes), row);
    rotated.set(numbers.subarray(row, row + by), row + classes - by);
  }
  return rotated;
}
