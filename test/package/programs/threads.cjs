// A batch large enough for two threads, which must give the same bits as one.
const { beamSearchDecode, ctcLossSync, greedyDecode } = require('ctc-native');

const [batch, time, classes] = [8, 400, 50];
const logits = Float32Array.from({ length: batch * time * classes }, (_, index) => 3 * Math.sin(index * index));
const labels = Array.from({ length: batch }, (_, sample) =>
  Array.from({ length: 60 }, (_, i) => 1 + ((i + sample) % 49)),
);
const [one, two] = [1, 2].map((threads) => {
  const scores = { logits, shape: [batch, time, classes], threads };
  const { losses, gradient } = ctcLossSync({ ...scores, labels });
  const beam = beamSearchDecode({ ...scores, beamWidth: 20 });
  return JSON.stringify([losses, gradient, greedyDecode(scores), beam].map((part) => Array.from(part)));
});
console.log(one === two ? 'the same' : 'different');
