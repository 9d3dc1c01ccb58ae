import type { ScoredUtterances } from '../../../../examples/digits/evaluation/test-set';
import { BLANK, CLASSES } from '../../../../examples/digits/model/alphabet';
import { toScores } from '../../../../examples/digits/model/scores';
import { chooseUtterances } from '../../../../examples/digits/report/choose-utterances';

const FRAMES = 12;

/** Utterances and scores that give these readings: each digit in one frame, followed by a blank. */
function group(...pairs: readonly [spoken: string, read: string][]): ScoredUtterances {
  const logits = pairs.flatMap(([, read]) =>
    Array.from({ length: FRAMES }, (_, frame) => {
      const digit = frame % 2 === 0 ? read[frame / 2] : undefined;
      const best = digit === undefined ? BLANK : Number(digit);
      return Array.from({ length: CLASSES }, (_, index) => (index === best ? 5 : 0));
    }).flat(),
  );
  return {
    utterances: pairs.map(([spoken]) => ({
      digits: [...spoken].map(Number),
      samples: new Float32Array(spoken.length),
    })),
    scores: toScores(
      Float32Array.from(logits),
      pairs.map(() => 4 * FRAMES),
    ),
  };
}

test('chooses one utterance read without errors, and a few of the others, evenly spread', () => {
  const scored = [
    group(['1', '1'], ['2', ''], ['3', '33']),
    group(['12', '1'], ['23', '23'], ['34', '43'], ['45', '4']),
    group(['12345', '1234'], ['11223', '11223'], ['54321', '54321']),
  ];
  const { utterances, misread, chosen } = chooseUtterances(scored, 0.04);
  expect({ utterances, misread }).toEqual({ utterances: 10, misread: 6 });
  expect(chosen.map(({ spoken, read }) => [spoken, read])).toEqual([
    ['11223', '11223'],
    ['2', ''],
    ['12', '1'],
    ['45', '4'],
  ]);
  const [correct, unread] = chosen;
  expect(correct).toMatchObject({
    samples: scored[2]!.utterances[1]!.samples,
    reading: { labels: [1, 1, 2, 2, 3], timesteps: [0, 2, 4, 6, 8] },
    frameShift: 0.04,
  });
  expect(correct!.spans.map(({ label, start, end }) => [label, start, end])).toEqual([
    [1, 0, 1],
    [1, 2, 3],
    [2, 4, 5],
    [2, 6, 7],
    [3, 8, 9],
  ]);
  expect(unread!.spans.map(({ label }) => label)).toEqual([2]);
  expect(unread!.reading).toEqual({ labels: [], timesteps: [] });
});

test('chooses none without a test', () => {
  expect(chooseUtterances([], 0.04)).toEqual({ utterances: 0, misread: 0, chosen: [] });
});
