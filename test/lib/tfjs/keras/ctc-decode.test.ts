import * as tf from '@tensorflow/tfjs-node';
import { type CtcForTf, withTf } from '../../../../lib/tfjs';
import { EPSILON_TOLERANCE, entriesOf } from '../../../support/keras-entries';
import { errorOf } from '../../../support/refusals';

const ctc = withTf(tf);

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe('ctcDecode', () => {
  const merged = (path: readonly number[]) => {
    const labels = path.filter((label, position) => label !== -1 && label !== path[position - 1]);
    return path.map((_, position) => labels[position] ?? -1);
  };

  test.each(entriesOf('ctc_decode'))("equals Keras': $name, $options", (theirs) => {
    const { yPred, inputLength, decoded, logProb, unmerged = decoded } = theirs;
    const { greedy = false, beam_width: beamWidth, top_paths: topPaths } = theirs.options;
    const lengths = tf.tensor1d(inputLength, 'int32');
    const [ours, scores] = ctc.ctcDecode(tf.tensor3d(yPred), lengths, greedy, beamWidth, topPaths);
    const paths = ours.map((path) => path.arraySync());
    expect(ours.map(({ dtype }) => dtype)).toEqual(ours.map(() => 'int32'));
    expect(paths).toEqual(unmerged);
    if (!greedy) expect(paths.map((samples) => samples.map(merged))).toEqual(decoded);
    expect(scores.shape).toEqual([inputLength.length, paths.length]);
    scores.dataSync().forEach((score, i) => {
      expect(Math.abs(score - logProb.flat()[i]!)).toBeLessThanOrEqual(EPSILON_TOLERANCE * Math.abs(score));
    });
  });

  test('is greedy by default, with one path', () => {
    const { yPred, inputLength, decoded } = entriesOf('ctc_decode').find(({ options }) => options.greedy)!;
    const [ours, scores] = ctc.ctcDecode(tf.tensor3d(yPred), tf.tensor1d(inputLength));
    expect(ours.map((path) => path.arraySync())).toEqual(decoded);
    expect(scores.shape).toEqual([inputLength.length, 1]);
  });

  test('adds empty paths of probability 0 if fewer than topPaths are possible', () => {
    const [paths, scores] = ctc.ctcDecode(tf.tensor3d([[[0.25, 0.75]]]), tf.tensor1d([1]), false, 10, 3);
    expect(paths.map((path) => path.arraySync())).toEqual([[[-1]], [[0]], [[-1]]]);
    const [first, second, third] = scores.dataSync();
    expect([first, second]).toEqual([expect.closeTo(Math.log(0.75)), expect.closeTo(Math.log(0.25))]);
    expect(third).toBe(Number.NEGATIVE_INFINITY);
  });

  test('leaves no tensors behind except its results', () => {
    const [probs, lengths] = [tf.fill([2, 3, 4], 0.25), tf.tensor1d([3, 2])];
    const before = tf.memory().numTensors;
    const [paths, scores] = ctc.ctcDecode(probs, lengths, false, 10, 2);
    tf.dispose([paths, scores]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each<[string, Parameters<CtcForTf['ctcDecode']>, object]>([
    [
      'lengths in a column',
      [tf.keep(tf.ones([2, 3, 4])), tf.keep(tf.ones([2, 1]))],
      {
        code: 'ERR_CTC_SIZE',
        argument: 'inputLength',
        message: 'inputLength has shape [2, 1]: expected [2], one for each sample: inputLength.squeeze([1])',
      },
    ],
    [
      'more frames than there are',
      [tf.keep(tf.ones([2, 3, 4])), tf.keep(tf.tensor1d([3, 4]))],
      { code: 'ERR_CTC_RANGE', argument: 'inputLengths', sample: 1 },
    ],
    [
      'more paths than the beam keeps',
      [tf.keep(tf.ones([1, 3, 4])), tf.keep(tf.ones([1])), false, 2, 3],
      { code: 'ERR_CTC_RANGE', argument: 'topPaths' },
    ],
    ['an array', [[[[1]]] as never, tf.keep(tf.ones([1]))], { code: 'ERR_CTC_TYPE', argument: 'yPred' }],
    [
      'a strategy by name, as in keras.ops',
      [tf.keep(tf.ones([1, 3, 4])), tf.keep(tf.ones([1])), 'greedy' as never],
      { code: 'ERR_CTC_TYPE', argument: 'greedy' },
    ],
  ])('rejects %s', (_, given, error) => {
    expect(errorOf(() => ctc.ctcDecode(...given))).toMatchObject(error);
  });
});
