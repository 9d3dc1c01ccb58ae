import { type BeamSearchRequest, beamSearchDecode, type CtcRequest, ctcLossSync, greedyDecode } from '../../../lib';
import { layoutHint } from '../../../lib/check/foreign-names';
import { withTf } from '../../../lib/tfjs';
import { errorOf } from '../../support/refusals';

const request = { logits: new Float32Array(6), shape: [1, 2, 3], labels: [[1]] } as const;
const messageFor = (options: object) => errorOf(() => ctcLossSync({ ...request, ...options } as CtcRequest)).message;

test.each([
  ['zero_infinity', "infeasible: 'zero'"],
  ['zeroInfinity', "infeasible: 'zero'"],
  ['size_average', "reduction: 'batchMean' or 'sum'"],
  ['time_major', "layout: 'TBC' or 'BTC'"],
  ['logits_time_major', "layout: 'TBC' or 'BTC'"],
  ['blank_index', 'blank'],
  ['ctc_merge_repeated', 'mergeRepeated'],
  ['logit_lengths', 'inputLengths'],
  ['target_lengths', 'labelLengths'],
])('the error for the option %s names the option here', (name, here) => {
  expect(messageFor({ [name]: 1 })).toBe(`${name} is not an option: here it is ${here}`);
});

test.each([
  ['mean', "PyTorch's 'mean' is 'labelMean', the mean over the batch is 'batchMean'"],
  ['sum_over_batch_size', "Keras' 'sum_over_batch_size' is 'batchMean'"],
])('the error for the reduction %j names the reduction here', (reduction, here) => {
  expect(messageFor({ reduction })).toBe(
    `reduction is "${reduction}" (a string): expected 'none', 'sum', 'batchMean', 'labelMean' or 'volumeMean'; ${here}`,
  );
});

test('an option is translated only where its translation exists', () => {
  const { logits, shape } = request;
  const { message } = errorOf(() => greedyDecode({ logits, shape, zero_infinity: true } as never));
  expect(message).toMatch(/^zero_infinity is not an option: the options are logits/);
});

test('an option of another library gets the hint for its translation', () => {
  const ctc = withTf(require('@tensorflow/tfjs'));
  const { message } = errorOf(() => ctc.ctcLoss({ logits: [[[1, 2]]], labels: [[1]], size_average: true } as never));
  expect(message).toBe('size_average is not an option: take tf.mean or tf.sum of the losses');
});

test.each([
  ['nbest', 'topPaths'],
  ['beam_size', 'beamWidth'],
  ['cutoff_top_n', 'classesPerFrame'],
  ['token_min_logp', 'logProbThreshold'],
])('the error for the option %s of another decoder names the option here', (name, here) => {
  const { logits, shape } = request;
  const { message } = errorOf(() => beamSearchDecode({ logits, shape, [name]: 1 } as BeamSearchRequest));
  expect(message).toBe(`${name} is not an option: here it is ${here}`);
});

test.each([
  { labels: [[1], [2]] },
  { labels: [[1], [2], [1]], inputLengths: [3, 3] },
  { labels: Int32Array.of(1, 2), labelLengths: [1, 1] },
])('time-major scores without the layout: the error for %j names it', (options) => {
  const shape = [3, 2, 4] as const;
  const { message } = errorOf(() => ctcLossSync({ logits: new Float32Array(24), shape, ...options }));
  expect(message).toMatch(/expected 3, one per sample; if shape is \[time, batch, classes\], give layout: 'TBC'$/);
});

test.each([
  [50, 4, 50, false, "; if shape is [time, batch, classes], give layout: 'TBC'"],
  [50, 4, 50, true, ''],
  [50, 50, 50, false, ''],
  [3, 4, 50, false, ''],
])('the layout hint for %i samples, batch %i, time %i, time-major %s', (count, batch, time, timeMajor, hint) => {
  expect(layoutHint(count, batch, time, timeMajor)).toBe(hint);
});
