import { ctcLoss } from '../../../lib';
import { type Refusal, refusals } from '../../support/refusals';

const shape = [2, 6, 5];
const logits = new Float32Array(60);
const labels = [
  [1, 2],
  [3, 3, 4],
];
const TYPE = 'ERR_CTC_TYPE';
const RANGE = 'ERR_CTC_RANGE';
const SIZE = 'ERR_CTC_SIZE';
const MISSING = 'ERR_CTC_MISSING';
const CONFLICT = 'ERR_CTC_CONFLICT';
const UNKNOWN = 'ERR_CTC_UNKNOWN_OPTION';

const ALL = 'logits (unnormalised scores), logProbs (log-probabilities) or probs (probabilities, as a softmax gives)';

const cases: Refusal[] = [
  ['request is undefined: expected an object', undefined, { code: TYPE, argument: 'request' }],
  ['request is null: expected an object', null, { code: TYPE, argument: 'request' }],
  ['request is 7: expected an object', 7, { code: TYPE, argument: 'request' }],
  [
    'request is a Float32Array of 60: expected one request object, such as { logits, shape, labels }',
    logits,
    { code: TYPE, argument: 'request' },
  ],
  [
    'request is an array of 2: expected one request object, such as { logits, shape, labels }',
    [logits, labels],
    { code: TYPE, argument: 'request' },
  ],

  [
    `scores are missing: expected a Float32Array as one of ${ALL}`,
    { shape, labels },
    { code: MISSING, argument: 'logits' },
  ],
  [
    'logits is an array of 2: expected a Float32Array of unnormalised scores: Float32Array.from(logits)',
    { logits: [1, 2], shape, labels },
    { code: TYPE, argument: 'logits' },
  ],
  [
    'logits is a Float64Array of 60: expected a Float32Array of unnormalised scores: Float32Array.from(logits)',
    { logits: new Float64Array(60), shape, labels },
    { code: TYPE, argument: 'logits' },
  ],
  [
    'logits is an ArrayBuffer: expected a Float32Array of unnormalised scores',
    { logits: new ArrayBuffer(240), shape, labels },
    { code: TYPE, argument: 'logits' },
  ],
  [
    'logits is an object: expected a Float32Array of unnormalised scores',
    { logits: Object.create(Float32Array.prototype), shape, labels },
    { code: TYPE, argument: 'logits' },
  ],
  [
    'logits has 59 elements: shape [2, 6, 5] has 60',
    { logits: logits.subarray(1), shape, labels },
    { code: SIZE, argument: 'logits' },
  ],
  [
    'logits has 60 elements: shape [2, 6, 6] has 72',
    { logits, shape: [2, 6, 6], labels },
    { code: SIZE, argument: 'logits' },
  ],

  [
    'shape is missing: expected the three dimensions of logits',
    { logits, labels },
    { code: MISSING, argument: 'shape' },
  ],
  [
    'shape is an array of 2: expected an array of the three dimensions of logits',
    { logits, shape: [2, 30], labels },
    { code: TYPE, argument: 'shape' },
  ],
  [
    'shape is "2,6,5" (a string): expected an array of the three dimensions of logits',
    { logits, shape: '2,6,5', labels },
    { code: TYPE, argument: 'shape' },
  ],
  [
    'shape[0] is -2: expected a whole number from 0 to 2147483647',
    { logits, shape: [-2, 6, 5], labels },
    { code: RANGE, argument: 'shape' },
  ],
  [
    'shape[1] is 6.5: expected a whole number from 0 to 2147483647',
    { logits, shape: [2, 6.5, 5], labels },
    { code: RANGE, argument: 'shape' },
  ],
  [
    'shape[1] is 2147483648: expected a whole number from 0 to 2147483647',
    { logits, shape: [2, 2 ** 31, 5], labels },
    { code: RANGE, argument: 'shape' },
  ],
  [
    'shape[2] is "5" (a string): expected a whole number from 0 to 2147483647',
    { logits, shape: [2, 6, '5'], labels },
    { code: TYPE, argument: 'shape' },
  ],
  [
    'shape[2] is 0: expected at least one class, the blank',
    { logits: new Float32Array(0), shape: [2, 6, 0], labels },
    { code: RANGE, argument: 'shape' },
  ],
  [
    'shape [2147483647, 2147483647, 2] has too many elements',
    { logits, shape: [2 ** 31 - 1, 2 ** 31 - 1, 2], labels },
    { code: RANGE, argument: 'shape' },
  ],

  [
    `layout is "BCT" (a string): expected 'BTC' or 'TBC'`,
    { logits, shape, labels, layout: 'BCT' },
    { code: RANGE, argument: 'layout' },
  ],
  [
    `layout is null: expected 'BTC' or 'TBC'`,
    { logits, shape, labels, layout: null },
    { code: TYPE, argument: 'layout' },
  ],
  [
    `infeasible is "infinity" (a string): expected 'inf', 'zero', 'skip' or 'throw'`,
    { logits, shape, labels, infeasible: 'infinity' },
    { code: RANGE, argument: 'infeasible' },
  ],
  [
    `infeasible is true: expected 'inf', 'zero', 'skip' or 'throw'`,
    { logits, shape, labels, infeasible: true },
    { code: TYPE, argument: 'infeasible' },
  ],
  [
    'blank is 5: expected a class from 0 to 4, or -1 for the last down to -5',
    { logits, shape, labels, blank: 5 },
    { code: RANGE, argument: 'blank' },
  ],
  [
    'blank is -6: expected a class from 0 to 4, or -1 for the last down to -5',
    { logits, shape, labels, blank: -6 },
    { code: RANGE, argument: 'blank' },
  ],
  [
    'blank is NaN: expected a class from 0 to 4, or -1 for the last down to -5',
    { logits, shape, labels, blank: Number.NaN },
    { code: RANGE, argument: 'blank' },
  ],
  [
    'blank is 0n (a BigInt): expected a class from 0 to 4, or -1 for the last down to -5',
    { logits, shape, labels, blank: 0n },
    { code: TYPE, argument: 'blank' },
  ],
  [
    'gradient is 1: expected true, false, or a Float32Array to write it to',
    { logits, shape, labels, gradient: 1 },
    { code: TYPE, argument: 'gradient' },
  ],
  [
    'gradient is a Float64Array of 60: expected true, false, or a Float32Array to write it to',
    { logits, shape, labels, gradient: new Float64Array(60) },
    { code: TYPE, argument: 'gradient' },
  ],
  [
    'gradient has 61 elements: shape [2, 6, 5] has 60',
    { logits, shape, labels, gradient: new Float32Array(61) },
    { code: SIZE, argument: 'gradient' },
  ],
  [
    'threads is 0: expected a whole number from 1 to 1024',
    { logits, shape, labels, threads: 0 },
    { code: RANGE, argument: 'threads' },
  ],
  [
    'threads is 1025: expected a whole number from 1 to 1024',
    { logits, shape, labels, threads: 1025 },
    { code: RANGE, argument: 'threads' },
  ],
  [
    'threads is "all" (a string): expected a whole number from 1 to 1024',
    { logits, shape, labels, threads: 'all' },
    { code: TYPE, argument: 'threads' },
  ],

  [
    'inputLengths is 6: expected an Int32Array or an array of numbers, one per sample',
    { logits, shape, labels, inputLengths: 6 },
    { code: TYPE, argument: 'inputLengths' },
  ],
  [
    'inputLengths is a Uint8Array of 2: expected an Int32Array or an array of numbers, one per sample',
    { logits, shape, labels, inputLengths: new Uint8Array(2) },
    { code: TYPE, argument: 'inputLengths' },
  ],
  [
    'inputLengths has 1 elements: expected 2, one per sample',
    { logits, shape, labels, inputLengths: [6] },
    { code: SIZE, argument: 'inputLengths' },
  ],
  [
    "inputLengths has 6 elements: expected 2, one per sample; if shape is [time, batch, classes], give layout: 'TBC'",
    { logits, shape, labels, inputLengths: [2, 2, 2, 2, 2, 2] },
    { code: SIZE, argument: 'inputLengths' },
  ],
  [
    'inputLengths[1] is 7: expected a number of frames from 0 to 6',
    { logits, shape, labels, inputLengths: [6, 7] },
    { code: RANGE, argument: 'inputLengths', sample: 1 },
  ],
  [
    'inputLengths[0] is -1: expected a number of frames from 0 to 6',
    { logits, shape, labels, inputLengths: Int32Array.of(-1, 6) },
    { code: RANGE, argument: 'inputLengths', sample: 0 },
  ],
  [
    'inputLengths[0] is 0.9: expected a number of frames from 0 to 6',
    { logits, shape, labels, inputLengths: [0.9, 1] },
    { code: RANGE, argument: 'inputLengths', sample: 0 },
  ],
  [
    'inputLengths[0] is an array of 1: expected a number of frames from 0 to 6',
    { logits, shape, labels, inputLengths: [[6], [6]] },
    { code: TYPE, argument: 'inputLengths', sample: 0 },
  ],
  [
    'inputLengths[1] is 15: expected a number of frames from 0 to 2; 15 is the number of classes, expected the frames of this sample',
    { logits, shape: [2, 2, 15], labels, inputLengths: [2, 15] },
    { code: RANGE, argument: 'inputLengths', sample: 1 },
  ],

  [
    `logits and probs are given: expected only one of ${ALL}`,
    { logits, probs: logits, shape, labels },
    { code: CONFLICT, argument: 'probs' },
  ],
  [
    `logProbs and probs are given: expected only one of ${ALL}`,
    { logProbs: logits, probs: 1, shape, labels },
    { code: CONFLICT, argument: 'probs' },
  ],
  [
    `logits and logProbs and probs are given: expected only one of ${ALL}`,
    { logits, logProbs: logits, probs: logits, shape, labels },
    { code: CONFLICT, argument: 'logProbs' },
  ],
  [
    'probs is an array of 1: expected a Float32Array of probabilities: Float32Array.from(probs.flat(2))',
    { probs: [[[0.5, 0.5]]], shape, labels },
    { code: TYPE, argument: 'probs' },
  ],
  [
    'logProbs is null: expected a Float32Array of log-probabilities',
    { logProbs: null, shape, labels },
    { code: TYPE, argument: 'logProbs' },
  ],
  [
    'logProbs has 59 elements: shape [2, 6, 5] has 60',
    { logProbs: logits.subarray(1), shape, labels },
    { code: SIZE, argument: 'logProbs' },
  ],
  [
    'shape is missing: expected the three dimensions of probs',
    { probs: logits, labels },
    { code: MISSING, argument: 'shape' },
  ],
  [
    'gradient shares memory with probs: expected a separate array',
    { probs: logits, shape, labels, gradient: logits },
    { code: 'ERR_CTC_OVERLAP', argument: 'gradient' },
  ],
  [
    'mergeRepeated is 0: expected true or false',
    { logits, shape, labels, mergeRepeated: 0 },
    { code: TYPE, argument: 'mergeRepeated' },
  ],
  [
    'collapseRepeatedLabels is "yes" (a string): expected true or false',
    { logits, shape, labels, collapseRepeatedLabels: 'yes' },
    { code: TYPE, argument: 'collapseRepeatedLabels' },
  ],
  [
    'lossGradient is an array of 2: expected a Float32Array with one number per sample',
    { logits, shape, labels, lossGradient: [1, 1] },
    { code: TYPE, argument: 'lossGradient' },
  ],
  [
    'lossGradient has 3 elements: expected 2, one per sample',
    { logits, shape, labels, lossGradient: new Float32Array(3) },
    { code: SIZE, argument: 'lossGradient' },
  ],
  [
    "lossGradient is given with reduction 'sum': expected reduction 'none', because a reduced loss is a single number; multiply the gradient by your factor instead",
    { logits, shape, labels, lossGradient: new Float32Array(2), reduction: 'sum' },
    { code: CONFLICT, argument: 'lossGradient' },
  ],
  [
    `reduction is "average" (a string): expected 'none', 'sum', 'batchMean', 'labelMean' or 'volumeMean'`,
    { logits, shape, labels, reduction: 'average' },
    { code: RANGE, argument: 'reduction' },
  ],

  [
    'label_lengths is not an option: did you mean labelLengths?',
    { logits, shape, labels, label_lengths: [2, 3] },
    { code: UNKNOWN, argument: 'label_lengths' },
  ],
  [
    'logit is not an option: did you mean logits?',
    { logit: logits, shape, labels },
    { code: UNKNOWN, argument: 'logit' },
  ],
  [
    'signal is not an option; it belongs in the second argument of a call that returns a promise: (request, { signal })',
    { logits, shape, labels, signal: new AbortController().signal },
    { code: UNKNOWN, argument: 'signal' },
  ],
  [
    'temperature is not an option: the options are logits, logProbs, probs, shape, layout, inputLengths, blank, mergeRepeated, threads, labels, labelLengths, labelPadding, collapseRepeatedLabels, reduction, infeasible, lossGradient, gradient',
    { logits, shape, labels, temperature: 2 },
    { code: UNKNOWN, argument: 'temperature' },
  ],
];

refusals(cases);

test.each<[string, unknown, { code: string; argument: string }]>([
  ['signal is 7: expected an AbortSignal', { signal: 7 }, { code: TYPE, argument: 'signal' }],
  ['signal is null: expected an AbortSignal', { signal: null }, { code: TYPE, argument: 'signal' }],
  ['timeout is not an option: the options are signal', { timeout: 1 }, { code: UNKNOWN, argument: 'timeout' }],
  ['options is null: expected an object', null, { code: TYPE, argument: 'options' }],
])('of the second argument: %s', async (message, options, expected) => {
  await expect(ctcLoss({ logits, shape: [2, 6, 5], labels }, options as never)).rejects.toMatchObject({
    ...expected,
    message,
  });
});
