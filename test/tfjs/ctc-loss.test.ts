import * as tf from '@tensorflow/tfjs-node';
import { CtcError, type CtcRequest, ctcLossSync } from '../../lib';
import { readScores } from '../../lib/scores';
import { type CtcForTf, type TensorCtcRequest, withTf } from '../../lib/tfjs';
import { nativeCalls } from '../support/native-calls';
import { bitsOf, randomBatch, timeMajor } from '../support/random-batch';
import { errorOf } from '../support/refusals';

const { logits, shape, labels, inputLengths } = randomBatch(1, 3, 12, 6);
const expected = ctcLossSync({ logits, shape, labels, inputLengths });
const width = Math.max(...labels.map((row) => row.length));
const padded = labels.map((row) => [...row, ...new Array<number>(width - row.length).fill(-1)]);
const lengths = labels.map((row) => row.length);

/** Sample 1 would need 13 frames and has 12. */
const INFEASIBLE = [[1, 2], [2, 2, 2, 2, 2, 2, 2], [4]];

/** The core's gradient with the upstream gradient of each sample put in. */
function scaled(upstream: readonly number[]): Float32Array {
  return ctcLossSync({ logits, shape, labels, inputLengths, lossGradient: Float32Array.from(upstream) }).gradient!;
}

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe.each(['tf-op', 'copy'] as const)('by way of %s', (path) => {
  const ctc = withTf(tf, { path });

  test('the path is the one that was asked for', () => {
    expect(ctc.path).toBe(path);
  });

  describe('the value', () => {
    test('is the loss of each sample, the bits of ctcLossSync', () => {
      const losses = ctc.ctcLoss({ logits: tf.tensor3d(logits, shape), labels, inputLengths });
      expect(losses.shape).toEqual([3]);
      expect(bitsOf(losses.dataSync() as Float32Array)).toEqual(bitsOf(expected.losses));
    });

    test.each<[string, () => Parameters<typeof ctc.ctcLoss>[0]]>([
      [
        'padded labels and lengths as int32 tensors',
        () => ({
          logits: tf.tensor3d(logits, shape),
          labels: tf.tensor2d(padded, [3, width], 'int32'),
          labelLengths: tf.tensor1d(lengths, 'int32'),
          inputLengths: tf.tensor1d(inputLengths, 'int32'),
        }),
      ],
      [
        'labels and lengths as float32 tensors of whole numbers',
        () => ({
          logits: tf.tensor3d(logits, shape),
          labels: tf.tensor2d(padded),
          labelLengths: tf.tensor1d(lengths),
          inputLengths: tf.tensor1d(inputLengths),
        }),
      ],
      [
        'concatenated labels as a tensor',
        () => ({
          logits: tf.tensor3d(logits, shape),
          labels: tf.tensor1d(labels.flat(), 'int32'),
          labelLengths: lengths,
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

    test('takes every row of a label tensor as full when no lengths are given', () => {
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
    ])("and the gradient are the core's for %s", (_, request) => {
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

    test('of no frames is 0 without labels and infinite with some', () => {
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

    test('of a sample with NaN is NaN, and that of the others is what it was', () => {
      const spoilt = logits.slice();
      spoilt[0] = Number.NaN;
      const losses = ctc.ctcLoss({ logits: tf.tensor3d(spoilt, shape), labels, inputLengths }).dataSync();
      expect(Array.from(losses)).toEqual([Number.NaN, ...expected.losses.slice(1)]);
    });
  });

  describe('the gradient', () => {
    const lossOf = (x: tf.Tensor) => ctc.ctcLoss({ logits: x, labels, inputLengths });

    test('carries the upstream gradient of each sample', () => {
      const upstream = [0.5, -2, 3];
      const objective = (x: tf.Tensor) => tf.sum(tf.mul(lossOf(x), tf.tensor1d(upstream))) as tf.Scalar;
      const gradient = tf.grad(objective)(tf.tensor3d(logits, shape));
      expect(gradient.shape).toEqual(shape);
      expect(Array.from(gradient.dataSync())).toEqual(Array.from(scaled(upstream)));
    });

    test('carries the upstream gradient in time-major layout, too', () => {
      const upstream = [0.5, -2, 3];
      const objective = (x: tf.Tensor) =>
        tf.sum(
          tf.mul(ctc.ctcLoss({ logits: x, layout: 'TBC', labels, inputLengths }), tf.tensor1d(upstream)),
        ) as tf.Scalar;
      const gradient = tf.grad(objective)(tf.tensor3d(timeMajor({ logits, shape }), [shape[1], shape[0], shape[2]]));
      const batchMajor = tf.transpose(gradient, [1, 0, 2]);
      expect(Array.from(batchMajor.dataSync())).toEqual(Array.from(scaled(upstream)));
    });

    test('goes on into what made the logits', () => {
      const weight = tf.scalar(1.5);
      const objective = (w: tf.Tensor) => tf.mean(lossOf(tf.mul(tf.tensor3d(logits, shape), w))) as tf.Scalar;
      const slope = tf.grad(objective)(weight).dataSync()[0]!;
      const at = (w: number) => objective(tf.scalar(w)).dataSync()[0]!;
      expect(slope).toBeCloseTo((at(1.51) - at(1.49)) / 0.02, 2);
    });

    test('adds up where the logits are used elsewhere as well', () => {
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

    test('is refused a second time, by name', () => {
      const twice = tf.grad(
        (x: tf.Tensor) => tf.sum(tf.grad((y: tf.Tensor) => tf.sum(lossOf(y)) as tf.Scalar)(x)) as tf.Scalar,
      );
      expect(() => twice(tf.tensor3d(logits, shape))).toThrow('the CTC loss has no second derivative');
    });

    test('is not computed for a value alone', () => {
      expect(nativeCalls(() => lossOf(tf.tensor3d(logits, shape)))).toEqual(['loss']);
    });

    describe('in step after step', () => {
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

      test('is computed with the loss once its factor is known, and again where that has changed', () => {
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

      test('is the same however often it is asked for', () => {
        for (let i = 0; i < 3; i++) step([2, 3, 4]);
        const x = tf.tensor3d(logits, shape);
        const upstream = tf.tensor1d([2, 3, 4]);
        const kept: tf.Tensor[] = [];
        // The outer gradient goes back over the inner one's tape, so that the loss's gradient is asked for twice.
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

      test('adds up where one batch is used twice', () => {
        for (let i = 0; i < 3; i++) step([1, 1, 1]);
        const x = tf.tensor3d(logits, shape);
        const sum = tf.grad((y: tf.Tensor) => tf.sum(tf.add(lossOf(y), lossOf(y))) as tf.Scalar)(x);
        expect(Array.from(sum.dataSync())).toEqual(Array.from(scaled([1, 1, 1]), (value) => value + value));
      });
    });
  });

  describe('tensors', () => {
    test('that were disposed are refused by name', () => {
      const logits = tf.zeros([1, 2, 2]);
      logits.dispose();
      expect(() => ctc.ctcLoss({ logits, labels: [[1]] })).toThrow('logits is disposed: its memory was given back');
    });

    const request = () => ({
      labels: tf.tensor2d(padded, [3, width], 'int32'),
      labelLengths: tf.tensor1d(lengths, 'int32'),
      inputLengths: tf.tensor1d(inputLengths, 'int32'),
    });

    test('are not left behind by a value, outside of tidy and inside', () => {
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

    test('are not left behind by a gradient, outside of tidy and inside', () => {
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

    test('are not left behind by a request that is refused', () => {
      const x = tf.tensor3d(logits, shape);
      const before = tf.memory().numTensors;
      expect(() => ctc.ctcLoss({ logits: x, labels: [[1], [2], [6]] })).toThrow(CtcError);
      expect(tf.memory().numTensors).toBe(before);
    });
  });

  describe('a request that is wrong', () => {
    const x = () => tf.tensor3d(logits, shape);

    test.each<[string, () => unknown, object]>([
      [
        'no logits',
        () => ({ labels }),
        {
          code: 'ERR_CTC_MISSING',
          argument: 'logits',
          message: expect.stringMatching(/^there are no scores: expected a tensor, one of logits/),
        },
      ],
      [
        'scores of two kinds',
        () => ({ logits: x(), probs: x(), labels }),
        { code: 'ERR_CTC_CONFLICT', argument: 'probs' },
      ],
      [
        'probabilities of whole numbers',
        () => ({ probs: tf.zeros([3, 12, 6], 'int32'), labels }),
        { code: 'ERR_CTC_TYPE', argument: 'probs', message: 'probs has dtype int32: expected float32' },
      ],
      [
        'a label after the padding',
        () => ({
          logits: x(),
          labels: tf.tensor2d(
            [
              [1, -1],
              [2, 3],
              [-1, 4],
            ],
            [3, 2],
            'int32',
          ),
          labelPadding: -1,
        }),
        {
          code: 'ERR_CTC_RANGE',
          sample: 2,
          message: 'labels[2][1] is 4: expected -1, the labelPadding, which has ended the labels of sample 2 after 0',
        },
      ],
      [
        'padding that is not named',
        () => ({
          logits: x(),
          labels: tf.tensor2d(
            [
              [1, 2],
              [2, 3],
              [4, -1],
            ],
            [3, 2],
            'int32',
          ),
        }),
        {
          code: 'ERR_CTC_RANGE',
          sample: 2,
          message: expect.stringMatching(/^labels\[2\]\[1\] is -1: .* give labelPadding: -1/),
        },
      ],
      [
        'an infeasible sample, if it shall be',
        () => ({ logits: x(), labels: [[1], [3, 3, 3, 3, 3, 3, 3], [2]], infeasible: 'throw' }),
        { code: 'ERR_CTC_INFEASIBLE', argument: 'labels', sample: 1 },
      ],
      [
        'logits that are no tensor',
        () => ({ logits, labels }),
        { code: 'ERR_CTC_TYPE', message: 'logits is a Float32Array of 216: expected a tensor' },
      ],
      [
        'nested logits of unequal lengths',
        () => ({
          logits: [
            [[1, 2]],
            [
              [1, 2],
              [3, 4],
            ],
          ],
          labels,
        }),
        {
          code: 'ERR_CTC_SIZE',
          argument: 'logits',
          message: 'logits[1] has 2 elements: expected 1, as logits[0] has',
        },
      ],
      [
        'nested probs of unequal depth',
        () => ({
          probs: [
            [
              [1, 2],
              [1, 2, 3],
            ],
          ],
          labels,
        }),
        {
          code: 'ERR_CTC_SIZE',
          argument: 'probs',
          message: 'probs[0][1] has 3 elements: expected 2, as probs[0][0] has',
        },
      ],
      [
        'nested logits with a number in the place of an array',
        () => ({ logits: [[[1, 2]], 3], labels }),
        { code: 'ERR_CTC_TYPE', argument: 'logits', message: 'logits[1] is 3: expected an array of 1' },
      ],
      [
        'nested logits with something that is no number',
        () => ({ logits: [[[1, '2']]], labels }),
        { code: 'ERR_CTC_TYPE', argument: 'logits', message: 'logits[0][0][1] is "2" (a string): expected a number' },
      ],
      [
        'logits of whole numbers',
        () => ({ logits: tf.zeros([3, 12, 6], 'int32'), labels }),
        { code: 'ERR_CTC_TYPE', message: 'logits has dtype int32: expected float32' },
      ],
      [
        'logits of two dimensions',
        () => ({ logits: tf.zeros([12, 6]), labels }),
        { code: 'ERR_CTC_SIZE', message: 'logits has shape [12, 6]: expected [batch, time, classes]' },
      ],
      [
        'time-major logits of two dimensions',
        () => ({ logits: tf.zeros([12, 6]), layout: 'TBC', labels }),
        { code: 'ERR_CTC_SIZE', message: 'logits has shape [12, 6]: expected [time, batch, classes]' },
      ],
      [
        'labels of another batch',
        () => ({ logits: x(), labels: tf.zeros([2, 4], 'int32') }),
        {
          code: 'ERR_CTC_SIZE',
          argument: 'labels',
          message:
            'labels has shape [2, 4]: expected class numbers, [3, labels], padded, or [all labels], concatenated',
        },
      ],
      [
        'labels of bools',
        () => ({ logits: x(), labels: tf.zeros([3, 4], 'bool') }),
        { code: 'ERR_CTC_TYPE', message: 'labels has dtype bool: expected int32 or float32' },
      ],
      [
        'labels that are not whole',
        () => ({ logits: x(), labels: tf.tensor2d([[1], [1.5], [2]]) }),
        { code: 'ERR_CTC_RANGE', argument: 'labels', sample: 1 },
      ],
      [
        'one-hot labels',
        () => ({
          logits: x(),
          labels: tf.oneHot(
            tf.tensor2d(
              labels.map(() => [1, 2]),
              [3, 2],
              'int32',
            ),
            6,
          ),
        }),
        {
          code: 'ERR_CTC_SIZE',
          argument: 'labels',
          message: expect.stringMatching(/one-hot rows, take labels.argMax/),
        },
      ],
      [
        'lengths as a column',
        () => ({ logits: x(), labels, inputLengths: tf.ones([3, 1], 'int32') }),
        {
          code: 'ERR_CTC_SIZE',
          argument: 'inputLengths',
          message: 'inputLengths has shape [3, 1]: expected [3], one for each sample',
        },
      ],
      [
        'an option that is none',
        () => ({ logits: x(), labels, blankIndex: 0 }),
        { code: 'ERR_CTC_UNKNOWN_OPTION', argument: 'blankIndex' },
      ],
      [
        'an option of arrays that tensors do without',
        () => ({ logits: x(), labels, reduction: 'batchMean' }),
        {
          code: 'ERR_CTC_UNKNOWN_OPTION',
          argument: 'reduction',
          message: 'reduction is not an option: take tf.mean or tf.sum of the losses',
        },
      ],
    ])('is refused: %s', (_, request, error) => {
      expect(errorOf(() => ctc.ctcLoss(request() as never))).toMatchObject(error);
    });

    test('is refused if a sample has no chance, where it shall be', () => {
      const masked = tf.tensor3d(logits, shape).where(tf.range(0, 6).notEqual(4), Number.NEGATIVE_INFINITY);
      const lossOf = () => ctc.ctcLoss({ logits: masked, labels: [[1], [2], [4]], infeasible: 'throw' });
      expect(errorOf(lossOf)).toMatchObject({
        code: 'ERR_CTC_INFEASIBLE',
        sample: 2,
        message: expect.stringMatching(/^sample 2 gives its 1 label no probability/),
      });
    });

    test('is refused before any data is read', () => {
      const input = x();
      const read = jest.spyOn(input, 'dataSync');
      expect(() => ctc.ctcLoss({ logits: input, labels: tf.zeros([2, 4], 'int32') })).toThrow(CtcError);
      expect(read).not.toHaveBeenCalled();
    });
  });
});

test.each<[unknown, unknown, object]>([
  [undefined, undefined, { code: 'ERR_CTC_TYPE', message: 'tf is undefined: expected a build of TensorFlow.js' }],
  [{}, undefined, { code: 'ERR_CTC_TYPE', message: 'tf is an object: expected a build of TensorFlow.js' }],
  [
    tf,
    { path: 'op' },
    { code: 'ERR_CTC_RANGE', argument: 'path', message: `path is "op" (a string): expected 'auto', 'tf-op' or 'copy'` },
  ],
  [tf, { paths: 'copy' }, { code: 'ERR_CTC_UNKNOWN_OPTION', argument: 'paths' }],
])('withTf is refused what is wrong, case %#', (given, options, error) => {
  expect(errorOf(() => withTf(given as never, options as never))).toMatchObject(error);
});

test('the op is used by itself', () => {
  expect(withTf(tf).path).toBe('tf-op');
});
