import { BLANK, CLASSES, LABELS, spell } from '../../examples/digits/alphabet';
import { decodeBatch, decodeGreedily, editDistance, labelErrorRate } from '../../examples/digits/decoding';

/** Scores in which the given class wins each frame. */
const scoresOf = (path: readonly number[]): Float32Array => {
  const scores = new Float32Array(path.length * CLASSES).fill(-1);
  path.forEach((best, frame) => {
    scores[frame * CLASSES + best] = 2;
  });
  return scores;
};

test.each([
  { path: [BLANK, BLANK], labels: [] },
  { path: [3, 3, 3], labels: [3] },
  { path: [3, BLANK, 3], labels: [3, 3] },
  { path: [BLANK, 1, 1, 2, BLANK, 2, 2, 0], labels: [1, 2, 2, 0] },
  { path: [], labels: [] },
])('the path $path reads $labels', ({ path, labels }) => {
  expect(decodeGreedily(scoresOf(path), path.length)).toEqual(labels);
});

test('frames of padding are not read', () => {
  expect(decodeGreedily(scoresOf([1, BLANK, 2]), 2)).toEqual([1]);
  const batch = Float32Array.from([...scoresOf([1, 2, 3]), ...scoresOf([4, 4, 5])]);
  expect(decodeBatch(batch, [3, 2])).toEqual([[1, 2, 3], [4]]);
});

test.each([
  { from: [], to: [], distance: 0 },
  { from: [1, 2, 3], to: [1, 2, 3], distance: 0 },
  { from: [1, 2, 3], to: [], distance: 3 },
  { from: [], to: [1, 2], distance: 2 },
  { from: [1, 2, 3], to: [1, 3], distance: 1 },
  { from: [1, 2, 3], to: [1, 9, 3], distance: 1 },
  { from: [1, 2], to: [2, 1], distance: 2 },
  { from: [5, 1, 2, 3], to: [1, 2, 3, 4], distance: 2 },
  { from: [7, 7], to: [7], distance: 1 },
])('from $from to $to are $distance edits', ({ from, to, distance }) => {
  expect(editDistance(from, to)).toBe(distance);
  expect(editDistance(to, from)).toBe(distance);
});

test('the label error rate counts edits over all labels, and can exceed 1', () => {
  expect(labelErrorRate([[1, 2, 3], [4]], [[1, 3], [4]])).toBe(0.25);
  expect(labelErrorRate([[1]], [[1, 2, 3]])).toBe(2);
});

test('classes are spelled by the labels', () => {
  expect(spell([3, 1, 4])).toBe('314');
  expect(spell([0, 1], ['a', 'b'])).toBe('ab');
  expect(CLASSES).toBe(LABELS.length + 1);
  expect(BLANK).toBe(CLASSES - 1);
});
