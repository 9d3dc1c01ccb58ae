import * as tf from '@tensorflow/tfjs';
import { ctcLossSync } from '../../lib';
import { withTf } from '../../lib/tfjs';
import { randomBatch } from '../support/random-batch';

test("the plain JavaScript backend gets the core's losses and gradient", async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
  const { logits, shape, labels, inputLengths } = randomBatch(3, 3, 10, 5);
  const expected = ctcLossSync({ logits, shape, labels, inputLengths });
  const ctc = withTf(tf);
  const { value, grad } = tf.valueAndGrad(
    (x: tf.Tensor) => tf.sum(ctc.ctcLoss({ logits: x, labels, inputLengths })) as tf.Scalar,
  )(tf.tensor3d(logits, shape));
  expect(value.dataSync()[0]).toBeCloseTo(
    expected.losses.reduce((one, other) => one + other),
    4,
  );
  expect(Array.from(grad.dataSync())).toEqual(Array.from(expected.gradient!));
});
