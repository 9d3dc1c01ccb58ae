import * as tf from '@tensorflow/tfjs-node';
import { CtcError } from '../../../../lib';
import { withTf } from '../../../../lib/tfjs';
import { errorOf } from '../../../support/refusals';
import { labels, logits, shape } from '../../../support/tensor-batch';

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe.each(['tf-op', 'copy'] as const)('on the path %s', (path) => {
  const ctc = withTf(tf, { path });

  describe('an invalid request', () => {
    const x = () => tf.tensor3d(logits, shape);

    test.each<[string, () => unknown, object]>([
      [
        'no logits',
        () => ({ labels }),
        {
          code: 'ERR_CTC_MISSING',
          argument: 'logits',
          message: expect.stringMatching(/^scores are missing: expected a tensor as one of logits/),
        },
      ],
      [
        'scores of two kinds',
        () => ({ logits: x(), probs: x(), labels }),
        { code: 'ERR_CTC_CONFLICT', argument: 'probs' },
      ],
      [
        'int32 probabilities',
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
          message: 'labels[2][1] is 4: expected -1, the labelPadding, which ended the labels of sample 2 after 0',
        },
      ],
      [
        'padding without labelPadding',
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
          message: expect.stringMatching(/^labels\[2\]\[1\] is -1: .* set labelPadding: -1/),
        },
      ],
      [
        "an infeasible sample with infeasible: 'throw'",
        () => ({ logits: x(), labels: [[1], [3, 3, 3, 3, 3, 3, 3], [2]], infeasible: 'throw' }),
        { code: 'ERR_CTC_INFEASIBLE', argument: 'labels', sample: 1 },
      ],
      [
        'logits that are not a tensor',
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
        'nested logits with a number instead of an array',
        () => ({ logits: [[[1, 2]], 3], labels }),
        { code: 'ERR_CTC_TYPE', argument: 'logits', message: 'logits[1] is 3: expected an array of 1' },
      ],
      [
        'nested logits with an element that is not a number',
        () => ({ logits: [[[1, '2']]], labels }),
        { code: 'ERR_CTC_TYPE', argument: 'logits', message: 'logits[0][0][1] is "2" (a string): expected a number' },
      ],
      [
        'int32 logits',
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
        'labels for another batch size',
        () => ({ logits: x(), labels: tf.zeros([2, 4], 'int32') }),
        {
          code: 'ERR_CTC_SIZE',
          argument: 'labels',
          message:
            'labels has shape [2, 4]: expected class numbers, [3, labels], padded, or [all labels], concatenated',
        },
      ],
      [
        'boolean labels',
        () => ({ logits: x(), labels: tf.zeros([3, 4], 'bool') }),
        { code: 'ERR_CTC_TYPE', message: 'labels has dtype bool: expected int32 or float32' },
      ],
      [
        'labels that are not whole numbers',
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
        'a tensor instead of the request',
        () => x(),
        {
          code: 'ERR_CTC_TYPE',
          argument: 'request',
          message: 'request is a tensor: expected one request object, such as { logits, labels }',
        },
      ],
      [
        'an array instead of the request',
        () => [x(), labels],
        {
          code: 'ERR_CTC_TYPE',
          argument: 'request',
          message: 'request is an array of 2: expected one request object, such as { logits, labels }',
        },
      ],
      [
        'an unknown option',
        () => ({ logits: x(), labels, blankIndex: 0 }),
        { code: 'ERR_CTC_UNKNOWN_OPTION', argument: 'blankIndex' },
      ],
      [
        'an option that exists only for arrays',
        () => ({ logits: x(), labels, reduction: 'batchMean' }),
        {
          code: 'ERR_CTC_UNKNOWN_OPTION',
          argument: 'reduction',
          message: 'reduction is not an option: take tf.mean or tf.sum of the losses',
        },
      ],
    ])('is rejected: %s', (_, request, error) => {
      expect(errorOf(() => ctc.ctcLoss(request() as never))).toMatchObject(error);
    });

    test("is rejected with infeasible: 'throw' if every alignment has probability 0", () => {
      const masked = tf.tensor3d(logits, shape).where(tf.range(0, 6).notEqual(4), Number.NEGATIVE_INFINITY);
      const lossOf = () => ctc.ctcLoss({ logits: masked, labels: [[1], [2], [4]], infeasible: 'throw' });
      expect(errorOf(lossOf)).toMatchObject({
        code: 'ERR_CTC_INFEASIBLE',
        sample: 2,
        message: expect.stringMatching(/^sample 2 gives its 1 label no probability/),
      });
    });

    test('is rejected before any data is read', () => {
      const input = x();
      const read = jest.spyOn(input, 'dataSync');
      expect(() => ctc.ctcLoss({ logits: input, labels: tf.zeros([2, 4], 'int32') })).toThrow(CtcError);
      expect(read).not.toHaveBeenCalled();
    });
  });
});
