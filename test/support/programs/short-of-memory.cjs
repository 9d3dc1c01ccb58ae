/**
 * Asks for more scratch memory than the limit, in the kernel and in the double-precision reference, with both calls, and
 * prints the results; then computes something small.
 */
const { ctcLoss, ctcLossSync } = require('ctc-native');
const { limitMemory } = require('./limit-memory.cjs');

const small = { logits: new Float32Array(8), shape: [1, 4, 2], labels: [[1]] };
const outcome = (promise) =>
  promise.then(
    ({ status }) => `status ${status}`,
    (error) => `${error.name} ${error.code} ${error.message}`,
  );

async function main() {
  ctcLossSync(small);
  await ctcLoss(small);
  // As many labels as frames: little work, but a wide lattice.
  const frames = 400_000;
  const labels = [Int32Array.from({ length: frames }, (_, i) => 1 + (i % 2))];
  const wide = {
    logits: new Float32Array(3 * frames),
    shape: [1, frames, 3],
    labels,
    gradient: new Float32Array(3 * frames),
  };
  const beyondKernels = {
    logits: Float32Array.from({ length: 3 * 40_000 }, (_, i) => (i % 5) * 1e9),
    shape: [1, 40_000, 3],
    labels: [labels[0].subarray(0, 20_000)],
  };
  limitMemory(400 * 2 ** 20);
  for (const request of [wide, beyondKernels]) {
    console.log(await outcome(new Promise((resolve) => resolve(ctcLossSync(request)))));
    console.log(await outcome(ctcLoss(request)));
  }
  console.log(await outcome(ctcLoss(small)));
}

main();
