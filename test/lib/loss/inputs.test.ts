import { type CtcRequest, ctcLossSync } from '../../../lib';
import { softmax } from '../../support/all-paths';
import { bitsOf, randomBatch } from '../../support/random-batch';

const { logits, shape, labels, inputLengths } = randomBatch(21, 3, 14, 6);
const [, , classes] = shape;
const rows = Array.from({ length: logits.length / classes }, (_, row) =>
  softmax(Array.from(logits.subarray(row * classes, (row + 1) * classes))),
);
const probs = Float32Array.from(rows.flat());
const logProbs = Float32Array.from(rows.flat().map(Math.log));
const rest = { shape, labels, inputLengths };

function expectClose(one: Float32Array, other: ArrayLike<number>, tolerance: number): void {
  expect(one).toHaveLength(other.length);
  one.forEach((value, i) => {
    expect(Math.abs(value - other[i]!)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(other[i]!)));
  });
}

test('logits, logProbs and probs of the same distribution have the same loss', () => {
  const { losses } = ctcLossSync({ logits, ...rest });
  expectClose(ctcLossSync({ logProbs, ...rest }).losses, losses, 1e-6);
  expectClose(ctcLossSync({ probs, ...rest }).losses, losses, 1e-6);
});

test('the gradients of the three inputs obey the chain rule', () => {
  const ofLogits = ctcLossSync({ logits, ...rest }).gradient!;
  const ofLogProbs = ctcLossSync({ logProbs, ...rest }).gradient!;
  const ofProbs = ctcLossSync({ probs, ...rest }).gradient!;
  const isValid = (i: number) =>
    Math.floor(i / classes) % shape[1] < inputLengths[Math.floor(i / (shape[1] * classes))]!;
  expectClose(
    ofLogits,
    Array.from(ofLogProbs, (slope, i) => slope + (isValid(i) ? probs[i]! : 0)),
    3e-6,
  );
  expectClose(
    ofLogProbs,
    Array.from(ofProbs, (slope, i) => slope * probs[i]!),
    3e-6,
  );
});

test('log-scores are not normalised: adding a constant to a frame lowers the loss by it', () => {
  const priorsOff = logProbs.map((score) => score + 2);
  const before = ctcLossSync({ logProbs, ...rest });
  const after = ctcLossSync({ logProbs: priorsOff, ...rest });
  expectClose(
    after.losses,
    Array.from(before.losses, (loss, sample) => loss - 2 * inputLengths[sample]!),
    2e-6,
  );
  expectClose(after.gradient!, before.gradient!, 5e-6);
});

test('log-scores may make a loss negative', () => {
  const { losses } = ctcLossSync({ logProbs: new Float32Array(8).fill(3), shape: [1, 4, 2], labels: [[]] });
  expect(losses[0]).toBeCloseTo(-12, 5);
});

test('a class with probability 0 has gradient 0, and the others are unaffected', () => {
  const masked = Float32Array.of(0.5, 0.5, 0, 0.25, 0.75, 0);
  const { losses, gradient, status } = ctcLossSync({ probs: masked, shape: [1, 2, 3], labels: [[1]] });
  // blank 1, 1 blank, 1 1
  const total = 0.5 * 0.75 + 0.5 * 0.25 + 0.5 * 0.75;
  expect(losses[0]).toBeCloseTo(-Math.log(total), 6);
  const slopes = [-0.75 / total, -1 / total, 0, -0.5 / total, -1 / total, 0];
  expectClose(gradient!, slopes, 1e-6);
  expect([gradient![2], gradient![5], status[0]]).toEqual([0, 0, 0]);
});

test.each([
  ['logProbs', Number.NaN],
  ['logProbs', Number.POSITIVE_INFINITY],
  ['probs', Number.NaN],
  ['probs', Number.POSITIVE_INFINITY],
  ['probs', -0.25],
] as const)('%s with %d in a frame that counts have status 2, that sample alone', (name, value) => {
  const scores = (name === 'probs' ? probs : logProbs).slice();
  const clean = ctcLossSync({ [name]: scores, ...rest });
  scores[1 * shape[1] * classes + 2] = value;
  const spoilt = ctcLossSync({ [name]: scores, ...rest });
  expect(Array.from(spoilt.status)).toEqual([0, 2, 0]);
  expect(spoilt.losses[1]).toBeNaN();
  expect(spoilt.gradient![shape[1] * classes]).toBeNaN();
  expect(bitsOf(spoilt.gradient!.subarray(0, shape[1] * classes))).toEqual(
    bitsOf(clean.gradient!.subarray(0, shape[1] * classes)),
  );
});

test.each(['logProbs', 'probs'] as const)('%s in padding are never read and have gradient 0', (name) => {
  const scores = (name === 'probs' ? probs : logProbs).slice();
  const short = { ...rest, inputLengths: [14, 8, 14], labels: [[1], [2, 2], []] };
  const clean = ctcLossSync({ [name]: scores, ...short });
  scores.fill(Number.NaN, (14 + 8) * classes, 28 * classes);
  const spoilt = ctcLossSync({ [name]: scores, ...short });
  expect(bitsOf(spoilt.gradient)).toEqual(bitsOf(clean.gradient));
  expect(bitsOf(spoilt.gradient!.subarray((14 + 8) * classes, 28 * classes))).toEqual(new Uint32Array(6 * classes));
});

describe('unmerged repeats', () => {
  test('need no blank between them', () => {
    const request: CtcRequest = { logits: new Float32Array(6), shape: [1, 2, 3], labels: [[1, 1]] };
    expect(ctcLossSync(request).status[0]).toBe(1);
    const { losses, status } = ctcLossSync({ ...request, mergeRepeated: false });
    expect(status[0]).toBe(0);
    expect(losses[0]).toBeCloseTo(2 * Math.log(3), 6);
  });

  test('are two labels, whereas merged they would be one', () => {
    const request: CtcRequest = { logits: new Float32Array(6), shape: [1, 2, 3], labels: [[1]] };
    expect(ctcLossSync(request).losses[0]).toBeCloseTo(-Math.log(3 / 9), 6);
    expect(ctcLossSync({ ...request, mergeRepeated: false }).losses[0]).toBeCloseTo(-Math.log(2 / 9), 6);
  });
});

describe('collapsed labels', () => {
  const flat = { labels: [1, 1, 2, 2, 1, 3, 3, 3, 0, 0, 4, 5, 5, 4, 0], labelLengths: [5, 3, 4] };
  const collapsed = [[1, 2, 1], [3], [4, 5, 4]];

  test.each<[string, Pick<CtcRequest, 'labels' | 'labelLengths'>]>([
    ['one array for each sample', { labels: [[1, 1, 2, 2, 1], [3, 3, 3], Int32Array.of(4, 5, 5, 4)] }],
    ['padded', flat],
    ['concatenated', { ...flat, labels: Int32Array.of(1, 1, 2, 2, 1, 3, 3, 3, 4, 5, 5, 4) }],
  ])('equal the labels without repeats: %s', (_, form) => {
    const expected = ctcLossSync({ logits, shape, labels: collapsed });
    const result = ctcLossSync({ logits, shape, ...form, collapseRepeatedLabels: true });
    expect(bitsOf(result.losses)).toEqual(bitsOf(expected.losses));
    expect(bitsOf(result.gradient)).toEqual(bitsOf(expected.gradient));
    const kept = ctcLossSync({ logits, shape, ...form, collapseRepeatedLabels: false });
    expect(bitsOf(kept.losses)).not.toEqual(bitsOf(expected.losses));
  });

  test('count once in means', () => {
    const request: CtcRequest = { logits, shape, ...flat, collapseRepeatedLabels: true, reduction: 'volumeMean' };
    const { losses, loss } = ctcLossSync(request);
    expect(loss).toBeCloseTo((losses[0]! + losses[1]! + losses[2]!) / 7, 6);
  });

  test("do not change the caller's array", () => {
    const own = Int32Array.of(1, 1, 2);
    ctcLossSync({ logits: logits.subarray(0, 84), shape: [1, 14, 6], labels: [own], collapseRepeatedLabels: true });
    expect(Array.from(own)).toEqual([1, 1, 2]);
  });
});
