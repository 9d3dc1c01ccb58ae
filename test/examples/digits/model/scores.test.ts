import { BLANK, CLASSES, LABELS, spell } from '../../../../examples/digits/model/alphabet';
import { readGreedily, toScores } from '../../../../examples/digits/model/scores';

/** Scores in which the given class wins each frame. */
const scoresOf = (path: readonly number[]): number[] =>
  path.flatMap((best) => Array.from({ length: CLASSES }, (_, index) => (index === best ? 2 : -1)));

test('scores are read up to the last frame that an utterance reaches into', () => {
  const logits = Float32Array.from([...scoresOf([1, BLANK, 1, 2]), ...scoresOf([4, 4, 5, 6])]);
  const scores = toScores(logits, [16, 9]);
  expect(scores).toMatchObject({ shape: [2, 4, CLASSES], inputLengths: [4, 3], blank: BLANK });
  expect(readGreedily(scores)).toEqual([
    [1, 1, 2],
    [4, 5],
  ]);
});

test('classes are spelled by the labels', () => {
  expect(spell([3, 1, 4])).toBe('314');
  expect(spell([0, 1], ['a', 'b'])).toBe('ab');
  expect(CLASSES).toBe(LABELS.length + 1);
  expect(BLANK).toBe(CLASSES - 1);
});
