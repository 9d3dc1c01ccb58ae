import * as tf from '@tensorflow/tfjs-node';
import { CtcError, type CtcRequest, ctcLossSync } from '../../../../lib';
import { readScores } from '../../../../lib/request/scores';
import { type TensorCtcRequest, withTf } from '../../../../lib/tfjs';
import { bitsOf, timeMajor } from '../../../support/random-batch';
import { expected, inputLengths, labelLengths, labels, logits, padded, shape } from '../../../support/tensor-batch';

/** Sample 1 needs 13 frames and has 12. */
const INFEASIBLE = [[1, 2], [2, 2, 2, 2, 2, 2, 2], [4]];

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe.each(['tf-op', 'copy'] as const)('on the path %s', (path) => {
  const ctc = withTf(tf, { path });

  describe('the value', () => {
    test('is the loss of each sample, with the bits of ctcLossSync', () => {
      const losses = ctc.ctcLoss({ logits: tf.tensor3d(logits, shape), labels, inputLengths });
      expect(losses.shape).toEqual([3]);
      expect(bitsOf(losses.dataSync() as Float32Array)).toEqual(bitsOf(expected.losses));
    });

    test.each<[string, () => Parameters<typeof ctc.ctcLoss>[0]]>([
      [
        'padded labels and lengths as int32 tensors',
        () => ({
          logits: tf.tensor3d(logits, shape),
          labels: tf.tensor2d(padded, [3, padded[0]!.length], 'int32'),
          labelLengths: tf.tensor1d(labelLengths, 'int32'),
          inputLengths: tf.tensor1d(inputLengths, 'int32'),
        }),
      ],
      [
        'labels and lengths as float32 tensors of whole numbers',
        () => ({
          logits: tf.tensor3d(logits, shape),
          labels: tf.tensor2d(padded),
          labelLengths: tf.tensor1d(labelLengths),
          inputLengths: tf.tensor1d(inputLengths),
        }),
      ],
      [
        'concatenated labels as a tensor',
        () => ({
          logits: tf.tensor3d(logits, shape),
          labels: tf.tensor1d(labels.flat(), 'int32'),
          labelLengths,
          inputLengths: Int32Array.from(inputLengths),
        }),
      ],
      [
        'time-major logits',
        () => ({
          logits: tf.tensor3d(timeMajor({ logits, shape }), [shape[1], shape[0], shape[2]]),
          layout: 'TBC',
          labels,
          inputLengths,
        }),
      ],
      [
        'logits in nested arrays',
        () => ({
          logits: tf.tensor3d(logits, shape).arraySync(),
          labels,
          inputLengths,
        }),
      ],
      [
        'logits that TensorFlow computed',
        () => ({
          logits: tf.transpose(tf.tensor3d(timeMajor({ logits, shape }), [shape[1], shape[0], shape[2]]), [1, 0, 2]),
          labels,
          inputLengths,
        }),
      ],
    ])('is the same for %s', (_, request) => {
      expect(bitsOf(ctc.ctcLoss(request()).dataSync() as Float32Array)).toEqual(bitsOf(expected.losses));
    });

    test('uses the whole rows of a label tensor without lengths', () => {
      const request = {
        logits,
        shape,
        labels: [
          [1, 2],
          [3, 3],
          [4, 5],
        ],
      };
      const losses = ctc.ctcLoss({
        logits: tf.tensor3d(logits, shape),
        labels: tf.tensor2d(request.labels, [3, 2], 'int32'),
      });
      expect(bitsOf(losses.dataSync() as Float32Array)).toEqual(bitsOf(ctcLossSync(request).losses));
    });

    test('counts the blank from the end and zeroes infeasible samples', () => {
      const request = { labels: [[0, 1], [2, 2, 2, 2, 2, 2, 2], [4]], blank: -1, infeasible: 'zero' } as const;
      const losses = ctc.ctcLoss({ logits: tf.tensor3d(logits, shape), ...request });
      const core = ctcLossSync({ logits, shape, ...request });
      expect(core.status[1]).toBe(1);
      expect(Array.from(losses.dataSync())).toEqual(Array.from(core.losses));
    });

    const probabilities = Float32Array.from({ length: logits.length }, (_, i) => (1 + (i % 5)) / 18);
    test.each<[string, Partial<CtcRequest>]>([
      ['log-scores', { logProbs: logits, labels, inputLengths }],
      ['probabilities', { probs: probabilities, labels, inputLengths }],
      ['labels that end at their padding', { logits, labels: padded, labelPadding: -1, inputLengths }],
      ['repeats that are not merged', { logits, labels, inputLengths, mergeRepeated: false }],
      ['repeated labels that are collapsed', { logits, labels, inputLengths, collapseRepeatedLabels: true }],
      ['infeasible samples left to the caller', { logits, labels: INFEASIBLE, infeasible: 'skip' }],
      ['infeasible samples that count 0', { logits, labels: INFEASIBLE, infeasible: 'zero' }],
      ['infeasible samples, of which there are none', { logits, labels, inputLengths, infeasible: 'throw' }],
      ['one thread', { logits, labels, inputLengths, threads: 1 }],
    ])("and the gradient equal the core's for %s", (_, request) => {
      const { name, array } = readScores(request);
      const core = ctcLossSync({ ...request, shape } as CtcRequest);
      const lossOf = (x: tf.Tensor) => ctc.ctcLoss({ ...request, [name]: x } as TensorCtcRequest);
      const x = tf.tensor3d(array, shape);
      expect(bitsOf(lossOf(x).dataSync() as Float32Array)).toEqual(bitsOf(core.losses));
      const gradient = tf.grad((y: tf.Tensor) => tf.sum(lossOf(y)) as tf.Scalar)(x);
      expect(Array.from(gradient.dataSync())).toEqual(Array.from(core.gradient!));
    });

    test('of an empty batch is empty', () => {
      const losses = ctc.ctcLoss({ logits: tf.zeros([0, 4, 3]), labels: tf.zeros([0, 2], 'int32') });
      expect(losses.shape).toEqual([0]);
      const objective = (x: tf.Tensor) => tf.sum(ctc.ctcLoss({ logits: x, labels: [] })) as tf.Scalar;
      expect(tf.grad(objective)(tf.zeros([0, 4, 3])).shape).toEqual([0, 4, 3]);
    });

    test('without frames is 0 for no labels and infinite otherwise', () => {
      const lossOf = (x: tf.Tensor) => ctc.ctcLoss({ logits: x, labels: [[], [1]] });
      expect(Array.from(lossOf(tf.zeros([2, 0, 3])).dataSync())).toEqual([0, Number.POSITIVE_INFINITY]);
      const gradient = tf.grad((x: tf.Tensor) => tf.sum(lossOf(x)) as tf.Scalar)(tf.zeros([2, 0, 3]));
      expect(gradient.shape).toEqual([2, 0, 3]);
    });

    test('of denormal probabilities is as exact as the core', () => {
      const probs = Float32Array.from({ length: 12 }, (_, i) => (i % 3 === 1 ? 1e-40 : 0.5));
      const core = ctcLossSync({ probs, shape: [2, 2, 3], labels: [[1], [2]] });
      const x = tf.tensor3d(probs, [2, 2, 3]);
      const lossOf = (y: tf.Tensor) => ctc.ctcLoss({ probs: y, labels: [[1], [2]] });
      expect(bitsOf(lossOf(x).dataSync() as Float32Array)).toEqual(bitsOf(core.losses));
      const gradient = tf.grad((y: tf.Tensor) => tf.sum(lossOf(y)) as tf.Scalar)(x);
      expect(bitsOf(gradient.dataSync() as Float32Array)).toEqual(bitsOf(core.gradient));
    });

    test('of a sample with NaN is NaN, and the others are unaffected', () => {
      const spoilt = logits.slice();
      spoilt[0] = Number.NaN;
      const losses = ctc.ctcLoss({ logits: tf.tensor3d(spoilt, shape), labels, inputLengths }).dataSync();
      expect(Array.from(losses)).toEqual([Number.NaN, ...expected.losses.slice(1)]);
    });
  });

  describe('tensors', () => {
    test('that are disposed are rejected by name', () => {
      const logits = tf.zeros([1, 2, 2]);
      logits.dispose();
      expect(() => ctc.ctcLoss({ logits, labels: [[1]] })).toThrow(
        'logits is disposed: expected a tensor that still has its data',
      );
    });

    const request = () => ({
      labels: tf.tensor2d(padded, [3, padded[0]!.length], 'int32'),
      labelLengths: tf.tensor1d(labelLengths, 'int32'),
      inputLengths: tf.tensor1d(inputLengths, 'int32'),
    });

    test('are not left behind by a value, inside and outside tidy', () => {
      const x = tf.tensor3d(logits, shape);
      const rest = request();
      const before = tf.memory().numTensors;
      const losses = ctc.ctcLoss({ logits: x, ...rest });
      expect(tf.memory().numTensors).toBe(before + 1);
      losses.dispose();
      ctc.ctcLoss({ logits: x.arraySync() as number[][][], ...rest }).dispose();
      tf.tidy(() => {
        ctc.ctcLoss({ logits: x, ...rest });
      });
      expect(tf.memory().numTensors).toBe(before);
    });

    test('are not left behind by a gradient, inside and outside tidy', () => {
      const x = tf.tensor3d(logits, shape);
      const rest = request();
      const gradientOf = tf.grad((input: tf.Tensor) => tf.mean(ctc.ctcLoss({ logits: input, ...rest })) as tf.Scalar);
      const before = tf.memory().numTensors;
      for (let step = 0; step < 20; step++) gradientOf(x).dispose();
      expect(tf.memory().numTensors).toBe(before);
      tf.tidy(() => {
        gradientOf(x);
      });
      expect(tf.memory().numTensors).toBe(before);
    });

    test('are not left behind by steps of an optimizer, which lower the loss', () => {
      const variable = tf.variable(tf.tensor3d(logits, shape));
      const rest = request();
      const optimizer = tf.train.sgd(1);
      const step = () =>
        optimizer.minimize(() => tf.mean(ctc.ctcLoss({ logits: variable, ...rest })) as tf.Scalar, true)!;
      const first = step().dataSync()[0]!;
      const before = tf.memory().numTensors;
      for (let i = 0; i < 20; i++) step().dispose();
      expect(tf.memory().numTensors).toBe(before);
      expect(step().dataSync()[0]!).toBeLessThan(first / 2);
    });

    test('are not left behind by an invalid request', () => {
      const x = tf.tensor3d(logits, shape);
      const before = tf.memory().numTensors;
      expect(() => ctc.ctcLoss({ logits: x, labels: [[1], [2], [6]] })).toThrow(CtcError);
      expect(tf.memory().numTensors).toBe(before);
    });
  });
});
