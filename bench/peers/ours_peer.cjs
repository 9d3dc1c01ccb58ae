// Ours in its own process: with another kernel (ours-avx2, ours-scalar), on two threads (ours-two-threads), or as it is (ours).
exports.start = (threads, variant) => {
  const onTwoThreads = variant === 'two-threads';
  if (variant !== '' && !onTwoThreads) process.env.CTC_NATIVE_KERNEL = variant;
  const { capabilities, ctcLossSync } = require('../..');
  const { kernel, threading, version } = capabilities();

  function prepare({ logits, shape, labels, labelLengths, inputLengths }) {
    const gradient = new Float32Array(logits.length);
    const request = {
      logits,
      shape,
      labels,
      labelLengths,
      inputLengths,
      gradient,
      threads: onTwoThreads ? 2 : threads,
    };
    return { call: () => ctcLossSync(request), arrays: (result) => result, release() {} };
  }

  return { version: `ctc-native ${version}, ${threading}, ${kernel}${onTwoThreads ? ', two threads' : ''}`, prepare };
};
