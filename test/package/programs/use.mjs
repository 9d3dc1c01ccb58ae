// What an ES module does with the package: the probability of label 1 in two frames of even odds is 3 / 4.
import { capabilities, ctcLoss, ctcLossSync } from 'ctc-native';
import { withTf } from 'ctc-native/tfjs';

const request = { logits: new Float32Array(4), shape: [1, 2, 2], labels: [[1]] };
const { losses, gradient } = ctcLossSync(request);
ctcLoss(request).then((later) => {
  console.log(
    JSON.stringify({
      probability: Math.exp(-losses[0]),
      gradient: Array.from(gradient),
      later: Math.exp(-later.losses[0]),
      kernel: capabilities().kernel,
      withTf: typeof withTf,
    }),
  );
});
