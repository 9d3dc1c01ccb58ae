import * as tf from '@tensorflow/tfjs-node';
import { CtcError, type CtcRequest, ctcLossSync } from '../../lib';
import { readScores } from '../../lib/scores';
import { type TensorCtcRequest, withTf } from '../../lib/tfjs';
import { bitsOf, randomBatch, timeMajor } from '../support/random-batch';
import { errorOf } from '../support/refusals';

const ctc = withTf(tf);
const { logits, shape, labels, inputLengths } = randomBatch(1, 3, 12, 6);
const expected = ctcLossSync({ logits, shape, labels, inputLengths });
const width = Math.max(...labels.map((row) => row.length));
const padded = labels.map((row) => [...row, ...new Array<number>(width - row.length).fill(-1)]);
const lengths = labels.map((row) => row.length);

/** Sample 1 would need 13 frames and has 12. */
const INFEASIBLE = [[1, 2], [2, 2, 2, 2, 2, 2, 2], [4]];

/** The core's gradient with the upstream gradient of each sample put in. */
function scaled(upstream: readonly number[]): Float32Array {
  const perSample = shape[1] * shape[2];
  return expected.gradient!.map((value, i) => value * upstream[Math.floor(i / perSample)]!);
}

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

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
    const both = tf.grad((input: tf.Tensor) => tf.add(tf.sum(lossOf(input)), tf.sum(tf.mul(input, 7))) as tf.Scalar)(x);
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
    const lossSync = jest.spyOn(jest.requireActual('../../lib/load-native').loadNative().addon, 'lossSync');
    const gradients = () => lossSync.mock.calls.map((call) => (call as unknown[])[2]);
    lossOf(tf.tensor3d(logits, shape));
    expect(gradients()).toEqual([null]);
    tf.grad((x: tf.Tensor) => tf.sum(lossOf(x)) as tf.Scalar)(tf.tensor3d(logits, shape));
    expect(gradients()[1]).toHaveLength(logits.length);
    lossSync.mockRestore();
  });
});

describe('tensors', () => {
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
        message: 'labels has shape [2, 4]: expected class numbers, [3, labels], padded, or [all labels], concatenated',
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
      { code: 'ERR_CTC_SIZE', argument: 'labels', message: expect.stringMatching(/one-hot rows, take labels.argMax/) },
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

  test('is refused before any data is read', () => {
    const input = x();
    const read = jest.spyOn(input, 'dataSync');
    expect(() => ctc.ctcLoss({ logits: input, labels: tf.zeros([2, 4], 'int32') })).toThrow(CtcError);
    expect(read).not.toHaveBeenCalled();
  });
});

test.each([
  [undefined, 'tf is undefined: expected a build of TensorFlow.js'],
  [{}, 'tf is an object: expected a build of TensorFlow.js'],
])('withTf(%p) is refused', (given, message) => {
  expect(() => withTf(given as never)).toThrow(message);
});

test('the path is through JavaScript', () => {
  expect(ctc.path).toBe('copy');
});
