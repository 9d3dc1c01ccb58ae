import * as tf from '@tensorflow/tfjs-node';
import { withTf } from '../../../../lib/tfjs';
import { EPSILON_TOLERANCE, entriesOf } from '../../../support/keras-entries';
import { errorOf } from '../../../support/refusals';

const ctc = withTf(tf);

const column = (numbers: readonly number[]) =>
  tf.tensor2d(
    numbers.map((number) => [number]),
    [numbers.length, 1],
    'int32',
  );

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe('ctcBatchCost', () => {
  test.each(entriesOf('ctc_batch_cost'))("equals Keras': $name", (theirs) => {
    const { yTrue, yPred, inputLength, labelLength } = theirs;
    const lengths = [column(inputLength), column(labelLength)] as const;
    const { value, grad } = tf.valueAndGrad((probs: tf.Tensor) => {
      const cost = ctc.ctcBatchCost(tf.tensor2d(yTrue), probs, ...lengths);
      expect(cost.shape).toEqual([yTrue.length, 1]);
      (cost.arraySync() as number[][]).forEach(([loss], sample) => {
        expect(Math.abs(loss! - theirs.cost[sample]![0]!)).toBeLessThanOrEqual(EPSILON_TOLERANCE * loss!);
      });
      return tf.sum(cost) as tf.Scalar;
    })(tf.tensor3d(yPred));
    expect(value.dataSync()[0]).toBeCloseTo(
      theirs.cost.flat().reduce((one, other) => one + other),
      3,
    );

    // Keras' second softmax adds 1 in every valid frame, which the gradient of the softmax layer removes again.
    const [time, classes] = [yPred[0]!.length, yPred[0]![0]!.length];
    Array.from(grad.dataSync()).forEach((ours, i) => {
      const frame = Math.floor(i / classes) % time;
      const isValid = frame < inputLength[Math.floor(i / classes / time)]!;
      const difference = Math.abs(ours + (isValid ? 1 : 0) - theirs.gradient[i]!);
      expect(difference).toBeLessThanOrEqual(EPSILON_TOLERANCE * Math.max(1, Math.abs(ours)));
    });
  });

  test('is exact for probabilities of 1e-30, where Keras stops at 1e-7', () => {
    const yPred = tf.tensor3d([[[1e-30, 1 - 1e-30]]]);
    const cost = ctc.ctcBatchCost(tf.tensor2d([[0]]), yPred, column([1]), column([1]));
    expect(cost.dataSync()[0]).toBeCloseTo(-Math.log(1e-30), 4);
  });

  test('accepts empty labels, which Keras rejects', () => {
    const yPred = tf.tensor3d([[[0.25, 0.75]], [[0.5, 0.5]]]);
    const cost = ctc.ctcBatchCost(tf.zeros([2, 1]), yPred, column([1, 1]), column([0, 1]));
    expect(Array.from(cost.dataSync())).toEqual([expect.closeTo(-Math.log(0.75)), expect.closeTo(Math.log(2))]);
  });

  test('leaves no tensors behind', () => {
    const { yTrue, yPred, inputLength, labelLength } = entriesOf('ctc_batch_cost')[0]!;
    const [truth, probs, ...lengths] = [
      tf.tensor2d(yTrue),
      tf.tensor3d(yPred),
      column(inputLength),
      column(labelLength),
    ] as const;
    const before = tf.memory().numTensors;
    for (let call = 0; call < 5; call++) ctc.ctcBatchCost(truth, probs, ...lengths).dispose();
    expect(() => ctc.ctcBatchCost(truth, probs, lengths[0], column([9, 9, 9]))).toThrow('labelLength[0] is 9');
    expect(tf.memory().numTensors).toBe(before + 1);
  });
});

describe('ctcBatchCost rejects', () => {
  const [BATCH, TIME, CLASSES, WIDTH] = [10, 20, 5, 6];
  const each = <T>(value: T) => new Array<T>(BATCH).fill(value);
  const labels = each([0, 1, 2, 3, 0, 1]);
  const right = {
    yTrue: labels as unknown as number[][],
    yPred: tf.fill([BATCH, TIME, CLASSES], 1 / CLASSES) as tf.Tensor,
    inputLength: each(TIME),
    labelLength: each(WIDTH),
  };
  // Outside the scopes that the tests open and close.
  tf.keep(right.yPred);
  const call = (changed: Partial<typeof right>) => () => {
    const { yTrue, yPred, inputLength, labelLength } = { ...right, ...changed };
    return ctc.ctcBatchCost(tf.tensor(yTrue), yPred, column(inputLength), column(labelLength));
  };
  /** A one-hot row. */
  const oneHot = (label: number) => Array.from({ length: CLASSES }, (_, at) => Number(at === label));

  test('no valid arguments', () => {
    expect(call({})().shape).toEqual([BATCH, 1]);
  });

  test.each<[string, Partial<typeof right>, object]>([
    [
      'one-hot rows, as wide as the classes, of one label each',
      { yTrue: Array.from({ length: BATCH }, (_, sample) => oneHot(sample % 4)), labelLength: each(1) },
      {
        code: 'ERR_CTC_ONE_HOT',
        argument: 'yTrue',
        message: expect.stringContaining('pass the index of the 1 instead of the row'),
      },
    ],
    [
      'one-hot rows with labelLength as wide as the rows',
      { yTrue: Array.from({ length: BATCH }, (_, sample) => oneHot(sample % 4)), labelLength: each(CLASSES) },
      { code: 'ERR_CTC_ONE_HOT', argument: 'yTrue' },
    ],
    [
      'one-hot matrices',
      { yTrue: each([oneHot(1), oneHot(2)]) as never },
      {
        code: 'ERR_CTC_SIZE',
        argument: 'yTrue',
        message:
          'yTrue has shape [10, 2, 5]: expected class numbers, [10, labels]; of one-hot rows, take yTrue.argMax(-1)',
      },
    ],
    [
      'the number of classes as the number of frames',
      { inputLength: each(CLASSES), labelLength: each(2) },
      {
        code: 'ERR_CTC_RANGE',
        argument: 'inputLength',
        message:
          'inputLength is 5 for all 10 samples, the number of classes: expected the number of frames of each sample, ' +
          'up to 20, the second dimension of yPred; if 5 frames are right, slice yPred to them',
      },
    ],
    [
      'a number of frames left at 0',
      { inputLength: [TIME, TIME, TIME, 0, TIME, TIME, TIME, TIME, TIME, TIME] },
      {
        code: 'ERR_CTC_RANGE',
        argument: 'inputLength',
        sample: 3,
        message:
          'inputLength[3] is 0, which leaves no frame for the 6 labels of the sample: expected its number of frames, ' +
          'up to 20; was the array filled?',
      },
    ],
    [
      'numbers of labels left at 0',
      { labelLength: each(0) },
      {
        code: 'ERR_CTC_RANGE',
        argument: 'labelLength',
        message: expect.stringContaining('labelLength is 0 for all 10 samples'),
      },
    ],
    [
      'the padded width as the number of labels, for padding with a class',
      { yTrue: Array.from({ length: BATCH }, (_, sample) => (sample < 4 ? [0, 1, 2, 3, 2, 2] : [1, 2, 3, 0, 0, 0])) },
      {
        code: 'ERR_CTC_RANGE',
        argument: 'labelLength',
        sample: 4,
        message:
          'labelLength is 6 for all 10 samples, the width of yTrue, and 6 of them end in two or more 0s, which looks like ' +
          'padding: expected the number of labels without it, so labelLength[4] is 3',
      },
    ],
    [
      'the padded width as the number of labels, for padding with a number that is not a label',
      { yTrue: [...labels.slice(1), [1, 2, 3, 0, -1, -1]] },
      { argument: 'labelLength', sample: 9, message: expect.stringContaining('labelLength[9] is 4') },
    ],
    [
      'more labels than yTrue has, which Keras reads as the width',
      { labelLength: [6, 7, 6, 6, 6, 6, 6, 6, 6, 6] },
      {
        code: 'ERR_CTC_RANGE',
        argument: 'labelLength',
        sample: 1,
        message: 'labelLength[1] is 7: expected a whole number from 0 to 6; yTrue has 6 labels for each sample',
      },
    ],
    [
      'more frames than yPred has',
      { inputLength: [20, 20, 21, 20, 20, 20, 20, 20, 20, 20] },
      { code: 'ERR_CTC_RANGE', argument: 'inputLength', sample: 2 },
    ],
    ['a label that is no class', { yTrue: each([0, 1, 2, 3, 0, 9]) }, { code: 'ERR_CTC_RANGE', argument: 'labels' }],
    ['scores of two dimensions', { yPred: tf.keep(tf.ones([BATCH, CLASSES])) }, { argument: 'yPred' }],
  ])('%s', (_, changed, error) => {
    expect(errorOf(call(changed))).toMatchObject(error);
  });

  test('lengths that are not a column', () => {
    expect(
      errorOf(() => ctc.ctcBatchCost(tf.tensor2d(right.yTrue), right.yPred, tf.ones([BATCH]), column(each(6)))),
    ).toMatchObject({
      code: 'ERR_CTC_SIZE',
      argument: 'inputLength',
      message:
        'inputLength has shape [10]: expected [10, 1], one for each sample, in a column: inputLength.expandDims(1)',
    });
  });
});

test.each([
  [
    'labels that happen to be a 1 among 0s',
    [
      [0, 1, 0],
      [1, 0, 0],
    ],
    [6, 6],
    [2, 1],
  ],
  [
    'few samples that have as many frames as there are classes',
    [
      [0, 1],
      [1, 0],
    ],
    [3, 3],
    [2, 1],
  ],
  [
    'few samples without labels',
    [
      [0, 1],
      [1, 0],
    ],
    [6, 6],
    [0, 0],
  ],
])('ctcBatchCost accepts %s', (_, yTrue, inputLength, labelLength) => {
  const yPred = tf.fill([2, 6, 3], 1 / 3);
  const cost = ctc.ctcBatchCost(tf.tensor2d(yTrue), yPred, column(inputLength), column(labelLength));
  expect(cost.dataSync().every(Number.isFinite)).toBe(true);
});
