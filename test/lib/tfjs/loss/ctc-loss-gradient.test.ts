import * as tf from '@tensorflow/tfjs-node';
import { ctcLossSync } from '../../../../lib';
import { type CtcForTf, withTf } from '../../../../lib/tfjs';
import { nativeCalls } from '../../../support/native-calls';
import { bitsOf, timeMajor } from '../../../support/random-batch';
import { expected, inputLengths, labels, logits, shape } from '../../../support/tensor-batch';

/** The core's gradient with an upstream gradient for each sample. */
function scaled(upstream: readonly number[]): Float32Array {
  return ctcLossSync({ logits, shape, labels, inputLengths, lossGradient: Float32Array.from(upstream) }).gradient!;
}

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe.each(['tf-op', 'copy'] as const)('on the path %s', (path) => {
  const ctc = withTf(tf, { path });

  describe('the gradient', () => {
    const lossOf = (x: tf.Tensor) => ctc.ctcLoss({ logits: x, labels, inputLengths });

    test('includes the upstream gradient of each sample', () => {
      const upstream = [0.5, -2, 3];
      const objective = (x: tf.Tensor) => tf.sum(tf.mul(lossOf(x), tf.tensor1d(upstream))) as tf.Scalar;
      const gradient = tf.grad(objective)(tf.tensor3d(logits, shape));
      expect(gradient.shape).toEqual(shape);
      expect(Array.from(gradient.dataSync())).toEqual(Array.from(scaled(upstream)));
    });

    test('includes the upstream gradient in time-major layout', () => {
      const upstream = [0.5, -2, 3];
      const objective = (x: tf.Tensor) =>
        tf.sum(
          tf.mul(ctc.ctcLoss({ logits: x, layout: 'TBC', labels, inputLengths }), tf.tensor1d(upstream)),
        ) as tf.Scalar;
      const gradient = tf.grad(objective)(tf.tensor3d(timeMajor({ logits, shape }), [shape[1], shape[0], shape[2]]));
      const batchMajor = tf.transpose(gradient, [1, 0, 2]);
      expect(Array.from(batchMajor.dataSync())).toEqual(Array.from(scaled(upstream)));
    });

    test('propagates to the inputs of the logits', () => {
      const weight = tf.scalar(1.5);
      const objective = (w: tf.Tensor) => tf.mean(lossOf(tf.mul(tf.tensor3d(logits, shape), w))) as tf.Scalar;
      const slope = tf.grad(objective)(weight).dataSync()[0]!;
      const at = (w: number) => objective(tf.scalar(w)).dataSync()[0]!;
      expect(slope).toBeCloseTo((at(1.51) - at(1.49)) / 0.02, 2);
    });

    test('adds up with other uses of the logits', () => {
      const x = tf.tensor3d(logits, shape);
      const both = tf.grad((input: tf.Tensor) => tf.add(tf.sum(lossOf(input)), tf.sum(tf.mul(input, 7))) as tf.Scalar)(
        x,
      );
      expect(Array.from(both.dataSync())).toEqual(Array.from(scaled([1, 1, 1]).map((value) => value + 7)));
    });

    test('comes with the value from valueAndGrad', () => {
      const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => tf.sum(lossOf(x)) as tf.Scalar)(
        tf.tensor3d(logits, shape),
      );
      expect(value.dataSync()[0]).toBeCloseTo(
        expected.losses.reduce((one, other) => one + other),
        4,
      );
      expect(Array.from(grad.dataSync())).toEqual(Array.from(expected.gradient!));
    });

    test('has no second derivative: a clear error', () => {
      const twice = tf.grad(
        (x: tf.Tensor) => tf.sum(tf.grad((y: tf.Tensor) => tf.sum(lossOf(y)) as tf.Scalar)(x)) as tf.Scalar,
      );
      expect(() => twice(tf.tensor3d(logits, shape))).toThrow('the CTC loss has no second derivative');
    });

    test('is not computed if only the value is needed', () => {
      expect(nativeCalls(() => lossOf(tf.tensor3d(logits, shape)))).toEqual(['loss']);
    });

    describe('over several steps', () => {
      let fresh: CtcForTf;
      beforeEach(() => {
        fresh = withTf(tf, { path });
      });
      const lossOf = (x: tf.Tensor) => fresh.ctcLoss({ logits: x, labels, inputLengths });
      const step = (upstream: number[]) => {
        const objective = (x: tf.Tensor) => tf.sum(tf.mul(lossOf(x), tf.tensor1d(upstream))) as tf.Scalar;
        let gradient: Float32Array | undefined;
        const calls = nativeCalls(() => {
          gradient = tf.grad(objective)(tf.tensor3d(logits, shape)).dataSync() as Float32Array;
        });
        expect(bitsOf(gradient)).toEqual(bitsOf(scaled(upstream)));
        return calls;
      };
      const BOTH = ['loss', 'loss and gradient'];

      test('is computed with the loss once the upstream gradient is steady, and again if it changes', () => {
        const first = [0.25, 1.5, -7];
        const second = [0.25, 1.5, -7.5];
        expect(step(first)).toEqual(BOTH);
        expect(step(first)).toEqual(BOTH);
        expect(step(first)).toEqual(['loss and gradient']);
        expect(step(first)).toEqual(['loss and gradient']);
        expect(step(second)).toEqual(['loss and gradient', 'loss and gradient']);
        expect(step(first)).toEqual(BOTH);
        expect(step(second)).toEqual(BOTH);
      });

      test('is the same however often it is computed', () => {
        for (let i = 0; i < 3; i++) step([2, 3, 4]);
        const x = tf.tensor3d(logits, shape);
        const upstream = tf.tensor1d([2, 3, 4]);
        const kept: tf.Tensor[] = [];
        // The outer gradient traverses the tape of the inner one, which computes the gradient of the loss twice.
        const twice = tf.grad((y: tf.Tensor) => {
          const losses = lossOf(y);
          const inner = tf.grad((z: tf.Tensor) => tf.sum(tf.mul(tf.mul(losses, tf.sum(z)), upstream)) as tf.Scalar);
          kept.push(tf.keep(inner(tf.scalar(1))));
          return tf.sum(tf.mul(losses, upstream)) as tf.Scalar;
        });
        expect(bitsOf(twice(x).dataSync() as Float32Array)).toEqual(bitsOf(scaled([2, 3, 4])));
        expect(bitsOf(twice(x).dataSync() as Float32Array)).toEqual(bitsOf(scaled([2, 3, 4])));
        tf.dispose(kept);
      });

      test('adds up if one batch is used twice', () => {
        for (let i = 0; i < 3; i++) step([1, 1, 1]);
        const x = tf.tensor3d(logits, shape);
        const sum = tf.grad((y: tf.Tensor) => tf.sum(tf.add(lossOf(y), lossOf(y))) as tf.Scalar)(x);
        expect(Array.from(sum.dataSync())).toEqual(Array.from(scaled([1, 1, 1]), (value) => value + value));
      });
    });
  });
});
