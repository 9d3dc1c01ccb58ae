// Uses the package from an ES module. With equal odds for label and blank, the probability of label 1 in two frames is 3 / 4.
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
