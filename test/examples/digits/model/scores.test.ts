import { BLANK, CLASSES } from '../../../../examples/digits/model/alphabet';
import { decodeGreedily } from '../../../../examples/digits/model/greedy-decoding';
import { toScores } from '../../../../examples/digits/model/scores';

/** Scores whose best class in each frame is that of the path. */
const scoresOf = (path: readonly number[]): number[] =>
  path.flatMap((best) => Array.from({ length: CLASSES }, (_, index) => (index === best ? 2 : -1)));

test('greedy decoding includes a last, partly filled frame and ignores padding', () => {
  const logits = Float32Array.from([...scoresOf([1, BLANK, 1, 2]), ...scoresOf([4, 4, 5, 6])]);
  const scores = toScores(logits, [16, 9]);
  expect(scores).toMatchObject({ shape: [2, 4, CLASSES], inputLengths: [4, 3], blank: BLANK });
  expect(decodeGreedily(scores)).toEqual([
    [1, 1, 2],
    [4, 5],
  ]);
});
