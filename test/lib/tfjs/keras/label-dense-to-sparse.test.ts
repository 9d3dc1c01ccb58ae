import * as tf from '@tensorflow/tfjs-node';
import { type CtcForTf, withTf } from '../../../../lib/tfjs';
import { entriesOf } from '../../../support/keras-entries';
import { errorOf } from '../../../support/refusals';

const ctc = withTf(tf);

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe('ctcLabelDenseToSparse', () => {
  test.each(entriesOf('ctc_label_dense_to_sparse'))("equals Keras' for lengths $labelLengths", (theirs) => {
    const ours = ctc.ctcLabelDenseToSparse(
      tf.tensor2d(theirs.labels, undefined, 'int32'),
      tf.tensor1d(theirs.labelLengths, 'int32'),
    );
    expect(ours.indices.arraySync()).toEqual(theirs.indices);
    expect(ours.values.arraySync()).toEqual(theirs.values);
    expect(ours.denseShape).toEqual(theirs.denseShape);
  });

  test('of no samples is empty', () => {
    const { indices, values } = ctc.ctcLabelDenseToSparse(tf.zeros([2, 3]), tf.zeros([2]));
    expect([indices.shape, values.shape]).toEqual([[0, 2], [0]]);
  });

  test.each<[string, Parameters<CtcForTf['ctcLabelDenseToSparse']>, object]>([
    [
      'lengths beyond the width',
      [tf.keep(tf.zeros([2, 3])), tf.keep(tf.tensor1d([3, 4]))],
      { code: 'ERR_CTC_RANGE', argument: 'labelLengths', sample: 1 },
    ],
    [
      'lengths in a column, which Keras rejects as well',
      [tf.keep(tf.zeros([2, 3])), tf.keep(tf.ones([2, 1]))],
      { code: 'ERR_CTC_SIZE', message: 'labelLengths has shape [2, 1]: expected [2], one for each sample' },
    ],
    [
      'labels that are not a tensor',
      [[[1, 2]] as never, tf.keep(tf.ones([1]))],
      { code: 'ERR_CTC_TYPE', message: 'labels is an array of 1: expected a tensor' },
    ],
  ])('rejects %s', (_, given, error) => {
    expect(errorOf(() => ctc.ctcLabelDenseToSparse(...given))).toMatchObject(error);
  });
});
