/** Prints which kernel runs and what it computes for a fixed batch, as JSON. */
const { capabilities, ctcLossSync } = require('ctc-native');

const [batch, time, classes] = [3, 50, 37];
const logits = Float32Array.from({ length: batch * time * classes }, (_, i) => 4 * Math.sin(1 + 7.3 * i));
const { losses, gradient } = ctcLossSync({
  logits,
  shape: [batch, time, classes],
  labels: [[1, 2, 2], [], [36, 5, 7, 7, 1]],
});
console.log(JSON.stringify({ kernel: capabilities().kernel, losses: [...losses], gradient: [...gradient] }));
