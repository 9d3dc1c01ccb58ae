// Ours another way, in a process of its own: with another kernel (ours-avx2, ours-scalar) or on two threads.
exports.start = (threads, variant) => {
  const onTwoThreads = variant === 'two-threads';
  if (!onTwoThreads) process.env.CTC_NATIVE_KERNEL = variant;
  const { capabilities, ctcLossSync } = require('../..');
  const { kernel, version } = capabilities();

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

  return { version: `ctc-native ${version}, ${kernel}${onTwoThreads ? ', two threads' : ''}`, prepare };
};
