import { ctcLossSync } from '../../../lib';
import { type Refusal, refusals } from '../../support/refusals';

const shape = [2, 6, 5];
const logits = new Float32Array(60);
const labels = [
  [1, 2],
  [3, 3, 4],
];
const flat = [1, 2, 3, 3, 4];
const labelLengths = [2, 3];

const oneHot = [
  [0, 0, 1, 0, 0],
  [1, 0, 0, 0, 0],
];

const TYPE = 'ERR_CTC_TYPE';
const RANGE = 'ERR_CTC_RANGE';
const SIZE = 'ERR_CTC_SIZE';
const MISSING = 'ERR_CTC_MISSING';
const ONE_HOT = 'ERR_CTC_ONE_HOT';

const cases: Refusal[] = [
  [
    'labels is missing: expected the class numbers of each sample',
    { logits, shape },
    { code: MISSING, argument: 'labels' },
  ],
  [
    'labels is "hello" (a string): expected an Int32Array, an array of numbers, or one such array per sample',
    { logits, shape, labels: 'hello' },
    { code: TYPE, argument: 'labels' },
  ],
  [
    'labels is a Float32Array of 5: expected an Int32Array, an array of numbers, or one such array per sample',
    { logits, shape, labels: Float32Array.from(flat), labelLengths },
    { code: TYPE, argument: 'labels' },
  ],
  [
    'labels has 1 arrays: expected 2, one per sample',
    { logits, shape, labels: [[1, 2]] },
    { code: SIZE, argument: 'labels' },
  ],
  [
    "labels has 6 arrays: expected 2, one per sample; if shape is [time, batch, classes], give layout: 'TBC'",
    { logits, shape, labels: [[1], [2], [3], [1], [2], [3]] },
    { code: SIZE, argument: 'labels' },
  ],
  [
    'labels has 2 arrays: expected 6, one per sample',
    { logits, shape, layout: 'TBC', labels: [[1], [2]] },
    { code: SIZE, argument: 'labels' },
  ],
  [
    'labels[1] is "ab" (a string): expected an Int32Array or an array of numbers',
    { logits, shape, labels: [[1], 'ab'] },
    { code: TYPE, argument: 'labels', sample: 1 },
  ],
  [
    'labels[0] is "ab" (a string): expected a class number, or an array of class numbers per sample',
    { logits, shape, labels: ['ab', 'c'] },
    { code: TYPE, argument: 'labels', sample: 0 },
  ],
  [
    'labels[0] is an Int16Array of 2: expected an Int32Array or an array of numbers',
    { logits, shape, labels: [Int16Array.of(1, 2), [1]] },
    { code: TYPE, argument: 'labels', sample: 0 },
  ],
  [
    'labels[1][2] is 5: classes run from 0 to 4 and 0 is the blank',
    {
      logits,
      shape,
      labels: [
        [1, 2],
        [3, 3, 5],
      ],
    },
    { code: RANGE, argument: 'labels', sample: 1 },
  ],
  [
    'labels[4] (label 2 of sample 1) is 5: classes run from 0 to 4 and 4 is the blank',
    { logits, shape, labels: [1, 2, 3, 3, 5], labelLengths, blank: -1 },
    { code: RANGE, argument: 'labels', sample: 1 },
  ],
  [
    'labels[5] (label 1 of sample 1) is -7: classes run from 0 to 4 and 0 is the blank',
    { logits, shape, labels: Int32Array.of(1, 2, 0, 0, 3, -7, 4, 0), labelLengths },
    { code: RANGE, argument: 'labels', sample: 1 },
  ],
  [
    'labels[0][1] is 2.5: classes run from 0 to 4 and 0 is the blank; expected a whole number',
    { logits, shape, labels: [[1, 2.5], [1]] },
    { code: RANGE, argument: 'labels', sample: 0 },
  ],
  [
    'labels[0][0] is NaN: classes run from 0 to 4 and 0 is the blank; expected a whole number',
    { logits, shape, labels: [[Number.NaN], [1]] },
    { code: RANGE, argument: 'labels', sample: 0 },
  ],
  [
    'labels[0][0] is 9007199254740992: classes run from 0 to 4 and 0 is the blank',
    { logits, shape, labels: [[2 ** 53], [1]] },
    { code: RANGE, argument: 'labels', sample: 0 },
  ],
  [
    'labels[0][0] is 4294967297: classes run from 0 to 4 and 0 is the blank',
    { logits, shape, labels: [[2 ** 32 + 1], [1]] },
    { code: RANGE, argument: 'labels', sample: 0 },
  ],
  [
    'labels[1][0] is "1" (a string): expected a class number; classes run from 0 to 4 and 0 is the blank',
    { logits, shape, labels: [[1], ['1']] },
    { code: TYPE, argument: 'labels', sample: 1 },
  ],
  [
    'labels[1][0] is 1n (a BigInt): expected a class number; classes run from 0 to 4 and 0 is the blank',
    { logits, shape, labels: [[1], [1n]] },
    { code: TYPE, argument: 'labels', sample: 1 },
  ],
  [
    'labels[0][1] is undefined: expected a class number; classes run from 0 to 4 and 0 is the blank',
    // biome-ignore lint/suspicious/noSparseArray: the hole is what is tested
    { logits, shape, labels: [[1, , 2], [1]] },
    { code: TYPE, argument: 'labels', sample: 0 },
  ],
  [
    'labels[0][0] is 0: classes run from 0 to 4 and 0 is the blank, which is never a label: the loss inserts it between the labels',
    { logits, shape, labels: [[0, 1, 0], [1]] },
    { code: RANGE, argument: 'labels', sample: 0 },
  ],
  [
    'labels[1][1] is -1: classes run from 0 to 4 and 0 is the blank; if -1 is padding, set labelPadding: -1, or a labelLengths[1] below 3',
    {
      logits,
      shape,
      labels: [
        [1, 2, 3],
        [1, -1, -1],
      ],
    },
    { code: RANGE, argument: 'labels', sample: 1 },
  ],
  [
    'labels[4] (label 1 of sample 1) is 0: classes run from 0 to 4 and 0 is the blank; if 0 is padding, set labelPadding: 0, or a labelLengths[1] below 3',
    { logits, shape, labels: [1, 2, 3, 1, 0, 0], labelLengths: [3, 3] },
    { code: RANGE, argument: 'labels', sample: 1 },
  ],

  [
    'labelLengths is missing: flat labels need the number of labels of each sample, or labelPadding, the number that pads them; or pass one array per sample',
    { logits, shape, labels: flat },
    { code: MISSING, argument: 'labelLengths' },
  ],
  [
    'labelLengths is missing: flat labels need the number of labels of each sample, or labelPadding, the number that pads them; or pass one array per sample',
    { logits, shape, labels: [] },
    { code: MISSING, argument: 'labelLengths' },
  ],
  [
    'labelLengths has 1 elements: expected 2, one per sample',
    { logits, shape, labels: flat, labelLengths: [5] },
    { code: SIZE, argument: 'labelLengths' },
  ],
  [
    "labelLengths has 6 elements: expected 2, one per sample; if shape is [time, batch, classes], give layout: 'TBC'",
    { logits, shape, labels: [1, 2, 3, 1, 2, 3], labelLengths: [1, 1, 1, 1, 1, 1] },
    { code: SIZE, argument: 'labelLengths' },
  ],
  [
    "labelLengths has 6 elements: expected 2, one per sample; if shape is [time, batch, classes], give layout: 'TBC'",
    { logits, shape, labels: [1, -1, 2, -1], labelPadding: -1, labelLengths: [1, 1, 1, 1, 1, 1] },
    { code: SIZE, argument: 'labelLengths' },
  ],
  [
    'labelLengths[1] is -3: expected a number of labels, a whole number from 0',
    { logits, shape, labels: flat, labelLengths: [2, -3] },
    { code: RANGE, argument: 'labelLengths', sample: 1 },
  ],
  [
    'labelLengths[0] is "2" (a string): expected a number of labels, a whole number from 0',
    { logits, shape, labels: flat, labelLengths: ['2', '3'] },
    { code: TYPE, argument: 'labelLengths', sample: 0 },
  ],
  [
    'labelLengths[1] is 4: labels[1] has only 3 labels',
    { logits, shape, labels, labelLengths: [2, 4] },
    { code: SIZE, argument: 'labelLengths', sample: 1 },
  ],
  [
    'labelLengths[1] is 4, longer than the labels: labels has 6 elements, 3 per sample if padded; if concatenated, expected 7, the sum of labelLengths',
    { logits, shape, labels: [...flat, 1], labelLengths: [3, 4] },
    { code: SIZE, argument: 'labelLengths', sample: 1 },
  ],
  [
    'labels has 7 elements: expected 5, the sum of labelLengths, if concatenated, or a multiple of the batch size, 2, if padded',
    { logits, shape, labels: [...flat, 1, 1], labelLengths },
    { code: SIZE, argument: 'labels' },
  ],
  [
    'the batch has 4294967294 labels: a call takes at most 2147483647',
    { logits, shape, labels: flat, labelLengths: [2 ** 31 - 1, 2 ** 31 - 1] },
    { code: RANGE, argument: 'labels' },
  ],

  [
    'labels[1][0] is 0: classes run from 0 to 4 and 0 is the blank, which is never a label: the loss inserts it between the labels',
    { logits, shape, labels: [[1, 2], [0]] },
    { code: RANGE, argument: 'labels', sample: 1 },
  ],
  [
    'labels[0][0] is 0: classes run from 0 to 4 and 0 is the blank; the labels of sample 0 look one-hot, a row of 0s and a single 1 as wide as the classes: pass the index of the 1 instead of the row',
    { logits, shape, labels: oneHot },
    { code: ONE_HOT, argument: 'labels', sample: 0 },
  ],
  [
    'labels[0] (label 0 of sample 0) is 0: classes run from 0 to 4 and 0 is the blank; the labels of sample 0 look one-hot, a row of 0s and a single 1 as wide as the classes: pass the index of the 1 instead of the row',
    { logits, shape, labels: oneHot.flat(), labelLengths: [1, 1] },
    { code: ONE_HOT, argument: 'labels', sample: 0 },
  ],
  [
    'labels look one-hot: every sample is a row of 5 numbers, the number of classes, all 0 except a single 1; expected class numbers: pass the index of the 1 instead of the row',
    { logits, shape, labels: oneHot, blank: -1 },
    { code: ONE_HOT, argument: 'labels' },
  ],
  [
    'labels[0][0] is an array of 5: expected a class number; classes run from 0 to 4 and 0 is the blank; of a one-hot row, pass the index of the 1',
    { logits, shape, labels: [[oneHot[0]], [oneHot[1]]] },
    { code: ONE_HOT, argument: 'labels', sample: 0 },
  ],
];

refusals(cases);

test('rows of 0s and a 1 as wide as the classes are labels where they can only be meant so', () => {
  const two = { logits: new Float32Array(60), shape: [2, 10, 3], blank: -1 } as const;
  expect(
    ctcLossSync({
      ...two,
      labels: [
        [0, 1, 0],
        [1, 0, 0],
      ],
    }).status,
  ).toEqual(new Uint8Array(2));
  expect(ctcLossSync({ logits, shape: [1, 12, 5], blank: -1, labels: [[0, 1, 0, 0, 0]] }).status).toEqual(
    new Uint8Array(1),
  );
  const wide = { logits, shape: [2, 6, 5], blank: -1 } as const;
  expect(
    ctcLossSync({
      ...wide,
      labels: [
        [0, 1, 0, 0, 0],
        [1, 2],
      ],
    }).status[1],
  ).toBe(0);
  // Five 0s and 1s twice, but the rows are of four and of six.
  const uneven = { ...wide, logits: new Float32Array(80), shape: [2, 8, 5] as const };
  const { status } = ctcLossSync({
    ...uneven,
    labels: [
      [0, 1, 0, 0],
      [0, 0, 0, 0, 1, 0],
    ],
  });
  expect(status[0]).toBe(0);
});
