import { type CtcRequest, ctcLossSync } from '../../../lib';
import { bitsOf, randomBatch } from '../../support/random-batch';
import { refusals } from '../../support/refusals';

const { logits } = randomBatch(3, 3, 12, 6);
const shape = [3, 12, 6] as const;
const labels = [[1, 2, 2], [], [4, 3, 5, 1]];
const expected = bitsOf(ctcLossSync({ logits, shape, labels }).gradient);
const padded = (padding: number) => labels.flatMap((row) => [...row, ...new Array(5 - row.length).fill(padding)]);

describe.each([-1, 0, -100, 7, 2 ** 31 - 1])('labels that are padded with %i', (labelPadding) => {
  test.each<[string, Pick<CtcRequest, 'labels' | 'labelLengths'>]>([
    ['numbers', { labels: padded(labelPadding) }],
    ['an Int32Array', { labels: Int32Array.from(padded(labelPadding)) }],
    ['one array for each sample', { labels: labels.map((row) => [...row, labelPadding, labelPadding]) }],
    ['arrays of which some have no padding', { labels: [[1, 2, 2], [labelPadding], Int32Array.of(4, 3, 5, 1)] }],
    ['numbers, with lengths that agree', { labels: padded(labelPadding), labelLengths: [3, 0, 4] }],
  ])('end where it begins: %s', (_, form) => {
    expect(bitsOf(ctcLossSync({ logits, shape, ...form, labelPadding }).gradient)).toEqual(expected);
  });
});

test('padding may be the whole width, or nothing', () => {
  const none = bitsOf(ctcLossSync({ logits, shape, labels: [[], [], []] }).losses);
  for (const empty of [[], [-1, -1, -1], new Int32Array(6).fill(-1)]) {
    expect(bitsOf(ctcLossSync({ logits, shape, labels: empty, labelPadding: -1 }).losses)).toEqual(none);
  }
  expect(bitsOf(ctcLossSync({ logits, shape, labels: [1, 2, 3], labelPadding: -1 }).losses)).toEqual(
    bitsOf(ctcLossSync({ logits, shape, labels: [[1], [2], [3]] }).losses),
  );
});

const rest = { logits, shape, labelPadding: -1 };
refusals([
  [
    'labels[4] (label 1 of sample 1) is 2: expected -1, the labelPadding, which ended the labels of sample 1 after 0',
    { ...rest, labels: [1, 2, -1, -1, 2, -1, 1, 1, 1] },
    { code: 'ERR_CTC_RANGE', argument: 'labels', sample: 1 },
  ],
  [
    'labels[2][3] is NaN: expected -1, the labelPadding, which ended the labels of sample 2 after 2',
    { ...rest, labels: [[], [], [1, 2, -1, Number.NaN]] },
    { code: 'ERR_CTC_RANGE', argument: 'labels', sample: 2 },
  ],
  [
    'labels[1] (label 1 of sample 0) is 0: classes run from 0 to 5 and 0 is the blank; if 0 is padding, set labelPadding: 0 instead of -1',
    { ...rest, labels: [1, 0, 0, 2, 0, 0, 3, 0, 0] },
    { code: 'ERR_CTC_RANGE', argument: 'labels', sample: 0 },
  ],
  [
    'labels[1] (label 1 of sample 0) is 6: classes run from 0 to 5 and 0 is the blank',
    { ...rest, labels: [1, 6, -1, 2, -1, -1, 3, -1, -1] },
    { code: 'ERR_CTC_RANGE', argument: 'labels', sample: 0 },
  ],
  [
    'labels has 7 elements: expected a multiple of the batch size, 3: with labelPadding, all samples are padded to the same width',
    { ...rest, labels: [1, 2, 3, 4, 5, 1, 2] },
    { code: 'ERR_CTC_SIZE', argument: 'labels' },
  ],
  [
    'labelLengths[2] is 3, but labelPadding -1 ends the labels of sample 2 after 1: expected lengths that agree, or only one of the two options',
    { ...rest, labels: [1, 2, 3, 1, 2, 3, 1, -1, -1], labelLengths: [3, 3, 3] },
    { code: 'ERR_CTC_CONFLICT', argument: 'labelLengths', sample: 2 },
  ],
  ...[Number.NaN, 0.5, 2 ** 31, Number.POSITIVE_INFINITY].map(
    (labelPadding) =>
      [
        `labelPadding is ${labelPadding}: expected the whole number that pads the labels, such as -1`,
        { ...rest, labels: [1, 2, 3], labelPadding },
        { code: 'ERR_CTC_RANGE', argument: 'labelPadding' },
      ] satisfies Parameters<typeof refusals>[0][number],
  ),
  [
    'labelPadding is "-1" (a string): expected the whole number that pads the labels, such as -1',
    { ...rest, labels: [1, 2, 3], labelPadding: '-1' },
    { code: 'ERR_CTC_TYPE', argument: 'labelPadding' },
  ],
]);
