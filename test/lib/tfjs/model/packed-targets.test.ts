import * as tf from '@tensorflow/tfjs-node';
import { withTf } from '../../../../lib/tfjs';
import { CLASSES, FRAMES, readableData } from '../../../support/readable-data';
import { errorOf } from '../../../support/refusals';

const ctc = withTf(tf);
const SAMPLES = 24;
const LABELS = [[1, 2], [3], [], [2, 2, 1]];
const LENGTHS = [6, 5, 4, 6];

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

test.each<[string, () => Parameters<typeof ctc.packTargets>[0]]>([
  ['arrays', () => ({ labels: LABELS, inputLengths: LENGTHS })],
  [
    'typed arrays',
    () => ({ labels: LABELS.map((row) => Int32Array.from(row)), inputLengths: Int32Array.from(LENGTHS) }),
  ],
  [
    'padded tensors',
    () => ({
      labels: tf.tensor2d(LABELS.map((row) => [...row, 0, 0, 0].slice(0, 3))),
      inputLengths: tf.tensor1d(LENGTHS, 'int32'),
      labelPadding: 0,
    }),
  ],
])('targets packed from %s give the loss of their labels and lengths', (_, given) => {
  const logits = tf.randomNormal([4, 6, 4], 0, 1, 'float32', 3) as tf.Tensor3D;
  const packed = ctc.packTargets(given());
  expect([packed.shape, packed.dtype]).toEqual([[4, 5, 1], 'int32']);
  const losses = ctc.loss({ labelPadding: -1 })(packed, logits);
  const expected = ctc.ctcLoss({ logits, labels: LABELS, inputLengths: LENGTHS });
  expect(Array.from(losses.dataSync())).toEqual(Array.from(expected.dataSync()));
});

test('the loss takes log-probabilities and probabilities, and the options of ctcLoss', () => {
  const logits = tf.randomNormal([4, 6, 4], 0, 1, 'float32', 3) as tf.Tensor3D;
  const packed = ctc.packTargets({ labels: LABELS, inputLengths: LENGTHS });
  const expected = ctc.loss()(packed, logits).dataSync();
  for (const [output, scores] of [
    ['logProbs', tf.logSoftmax(logits)],
    ['probs', tf.softmax(logits)],
  ] as const) {
    ctc
      .loss({ output })(packed, scores)
      .dataSync()
      .forEach((loss, sample) => {
        expect(loss).toBeCloseTo(expected[sample]!, 4);
      });
  }
  const unmerged = ctc.loss({ mergeRepeated: false })(packed, logits);
  const request = { logits, labels: LABELS, inputLengths: LENGTHS, mergeRepeated: false };
  expect(Array.from(unmerged.dataSync())).toEqual(Array.from(ctc.ctcLoss(request).dataSync()));
});

/** The second half of each sample is noise beyond its length; without the length the model would have to read it. */
function noisyData() {
  const { frames, labels } = readableData(SAMPLES, 0);
  const noise = readableData(SAMPLES, 1).frames;
  return {
    xs: tf.tensor3d(frames.map((rows, sample) => [...rows, ...noise[sample]!])),
    ys: ctc.packTargets({ labels, inputLengths: labels.map(() => FRAMES) }),
  };
}

function model(shape: [number | null, number]): tf.LayersModel {
  const network = tf.sequential();
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 1 });
  network.add(tf.layers.dense({ units: CLASSES, inputShape: shape, kernelInitializer }));
  network.compile({
    optimizer: tf.train.adam(0.1),
    loss: ctc.loss(),
    metrics: [ctc.metrics.labelErrorRate()],
  });
  return ctc.prepare(network);
}

describe('a model with packed targets', () => {
  test('learns in fit, whose shuffling keeps labels and lengths together', async () => {
    const { xs, ys } = noisyData();
    const options = { epochs: 50, batchSize: 8, validationSplit: 0.25, verbose: 0 } as const;
    const { history } = await model([2 * FRAMES, CLASSES]).fit(xs, ys, options);
    expect(history.loss!.at(-1)!).toBeLessThan((history.loss![0] as number) / 4);
    expect(history.val_loss!.at(-1)!).toBeLessThan((history.val_loss![0] as number) / 4);
    // Decoded to its end, a sample would also have the labels of the noise.
    expect(history.val_labelErrorRate!.at(-1)!).toBeLessThan(0.1);
  });

  test('learns in fitDataset, and leaves no tensors behind', async () => {
    const { xs, ys } = noisyData();
    const network = model([null, CLASSES]);
    const dataset = tf.data
      .zip({ xs: tf.data.array(tf.unstack(xs)), ys: tf.data.array(tf.unstack(ys)) } as never)
      .batch(8) as tf.data.Dataset<{ xs: tf.Tensor; ys: tf.Tensor }>;
    await network.fitDataset(dataset, { epochs: 1, verbose: 0 });
    const before = tf.memory().numTensors;
    const { history } = await network.fitDataset(dataset, { epochs: 30, verbose: 0 });
    expect(tf.memory().numTensors).toBe(before);
    expect(history.loss!.at(-1)!).toBeLessThan((history.loss![0] as number) / 4);
  });

  test('evaluates to the loss and the label error rate', () => {
    const { xs, ys } = noisyData();
    const [loss, rate] = model([2 * FRAMES, CLASSES]).evaluate(xs, ys) as tf.Scalar[];
    expect([loss!.shape, rate!.shape]).toEqual([[], []]);
  });
});

describe('the label error rate', () => {
  /** Scores whose best path is `path`. */
  const pathScores = (...paths: number[][]) => tf.oneHot(tf.tensor2d(paths, undefined, 'int32'), 4).toFloat();

  test('is the edits over the labels of the whole batch', () => {
    const scores = pathScores([1, 0, 2, 2, 0, 0], [3, 3, 3, 0, 3, 0]);
    // 1 2 against 1 3: one edit; 3 3 against 3: one edit; of three labels.
    const truth = tf.tensor2d([
      [1, 3],
      [3, -1],
    ]);
    const rate = ctc.metrics.labelErrorRate({ labelPadding: -1 })(truth, scores);
    expect(rate.shape).toEqual([]);
    expect(rate.dataSync()[0]).toBeCloseTo(2 / 3);
  });

  test('ignores frames beyond the lengths in packed targets', () => {
    const scores = pathScores([1, 0, 2, 2, 0, 3]);
    const rateOf = (frames: number) =>
      ctc.metrics
        .labelErrorRate()(ctc.packTargets({ labels: [[1, 2]], inputLengths: [frames] }), scores)
        .dataSync()[0];
    expect([rateOf(5), rateOf(6)]).toEqual([0, 0.5]);
  });

  test('uses the options blank and output', () => {
    const probs = pathScores([1, 3, 0, 0, 3, 0]);
    const rate = ctc.metrics.labelErrorRate({ blank: -1, output: 'probs' })(tf.tensor2d([[1, 0, 0]]), probs);
    expect(rate.dataSync()[0]).toBe(0);
  });

  test.each([
    [{ labelPadding: 0.5 }, { code: 'ERR_CTC_RANGE', argument: 'labelPadding' }],
    [{ output: 'scores' }, { code: 'ERR_CTC_RANGE', argument: 'output' }],
    [{ infeasible: 'zero' }, { code: 'ERR_CTC_UNKNOWN_OPTION', argument: 'infeasible' }],
  ])('rejects the options %p', (options, error) => {
    expect(errorOf(() => ctc.metrics.labelErrorRate(options as never))).toMatchObject(error);
  });

  test('rejects an output that is not [batch, time, classes]', () => {
    expect(errorOf(() => ctc.metrics.labelErrorRate()(tf.zeros([2, 3]), tf.zeros([2, 5])))).toMatchObject({
      code: 'ERR_CTC_SIZE',
      argument: 'yPred',
      message: 'yPred has shape [2, 5]: expected scores, [batch, time, classes]',
    });
  });
});

describe('rejected:', () => {
  test.each<[string, unknown, object]>([
    [
      'lengths for another number of samples',
      { labels: [[1], [2]], inputLengths: [5] },
      { code: 'ERR_CTC_SIZE', message: 'inputLengths has 1 elements: expected 2, one per sample' },
    ],
    [
      'a length left at 0',
      { labels: [[1], [2]], inputLengths: [5, 0] },
      {
        code: 'ERR_CTC_RANGE',
        argument: 'inputLengths',
        sample: 1,
        message:
          "inputLengths[1] is 0, and labels[1] has 1 label: expected the sample's number of frames in the model's output",
      },
    ],
    [
      'padding without labelPadding',
      { labels: [[1, -1]], inputLengths: [5] },
      {
        code: 'ERR_CTC_RANGE',
        argument: 'labels',
        sample: 0,
        message: 'labels[0][1] is -1: expected a class number, a whole number from 0',
      },
    ],
    [
      'one-hot labels',
      { labels: tf.keep(tf.zeros([2, 3, 4])), inputLengths: [5, 5] },
      { code: 'ERR_CTC_SIZE', message: expect.stringContaining('of one-hot rows, take labels.argMax(-1)') },
    ],
    ['a number as labels', { labels: 3, inputLengths: [5] }, { code: 'ERR_CTC_TYPE', argument: 'labels' }],
    ['no labels', { inputLengths: [5] }, { code: 'ERR_CTC_MISSING', argument: 'labels' }],
    ['a number as a row', { labels: [3], inputLengths: [5] }, { code: 'ERR_CTC_TYPE', argument: 'labels', sample: 0 }],
    [
      'a labelPadding that is not a number',
      { labels: [[1]], inputLengths: [5], labelPadding: '-1' },
      { code: 'ERR_CTC_TYPE', argument: 'labelPadding' },
    ],
    [
      'a misspelt name',
      { labels: [[1]], inputLength: [5], inputLengths: [5] },
      { code: 'ERR_CTC_UNKNOWN_OPTION', message: expect.stringContaining('did you mean inputLengths?') },
    ],
  ])('%s', (_, given, error) => {
    expect(errorOf(() => ctc.packTargets(given as never))).toMatchObject(error);
  });

  test('more frames than the output has, by the loss', () => {
    const packed = ctc.packTargets({ labels: [[1]], inputLengths: [7] });
    expect(errorOf(() => ctc.loss()(packed, tf.zeros([1, 6, 4])))).toMatchObject({
      code: 'ERR_CTC_RANGE',
      argument: 'inputLengths',
      sample: 0,
    });
  });

  test('the number of classes as the number of frames, by the loss', () => {
    const [labels, inputLengths] = [new Array(10).fill([1]), new Array(10).fill(4)];
    expect(errorOf(() => ctc.loss()(ctc.packTargets({ labels, inputLengths }), tf.zeros([10, 6, 4])))).toMatchObject({
      code: 'ERR_CTC_RANGE',
      argument: 'inputLengths',
      message: expect.stringContaining('inputLengths is 4 for all 10 samples, the number of classes'),
    });
  });

  test('three-dimensional targets that are not packed, by the loss', () => {
    expect(errorOf(() => ctc.loss()(tf.fill([1, 3, 1], 9), tf.zeros([1, 6, 4])))).toMatchObject({
      code: 'ERR_CTC_RANGE',
      argument: 'yTrue',
      sample: 0,
      message: expect.stringContaining('is not a row of packTargets'),
    });
  });
});
