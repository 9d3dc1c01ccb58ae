import type { ScoredUtterances } from '../../../../examples/digits/evaluation/error-counts';
import { BLANK, CLASSES } from '../../../../examples/digits/model/alphabet';
import { toScores } from '../../../../examples/digits/model/scores';
import { hearSamples } from '../../../../examples/digits/report/choose-utterances';

const FRAMES = 12;

/** What is said, and what wins: each digit read in a frame of its own, a blank after it. */
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

test('one utterance that is read right is shown, and of the others a few, evenly spread', () => {
  const scored = [
    group(['1', '1'], ['2', ''], ['3', '33']),
    group(['12', '1'], ['23', '23'], ['34', '43'], ['45', '4']),
    group(['12345', '1234'], ['11223', '11223'], ['54321', '54321']),
  ];
  const { utterances, misread, shown } = hearSamples(scored, 0.04);
  expect({ utterances, misread }).toEqual({ utterances: 10, misread: 6 });
  expect(shown.map(({ spoken, read }) => [spoken, read])).toEqual([
    ['11223', '11223'],
    ['2', ''],
    ['12', '1'],
    ['45', '4'],
  ]);
  const [right, unread] = shown;
  expect(right).toMatchObject({
    samples: scored[2]!.utterances[1]!.samples,
    reading: { labels: [1, 1, 2, 2, 3], timesteps: [0, 2, 4, 6, 8] },
    frameShift: 0.04,
  });
  expect(right!.spans.map(({ label, start, end }) => [label, start, end])).toEqual([
    [1, 0, 1],
    [1, 2, 3],
    [2, 4, 5],
    [2, 6, 7],
    [3, 8, 9],
  ]);
  expect(unread!.spans.map(({ label }) => label)).toEqual([2]);
  expect(unread!.reading).toEqual({ labels: [], timesteps: [] });
});

test('where nothing was tested, nothing is shown', () => {
  expect(hearSamples([], 0.04)).toEqual({ utterances: 0, misread: 0, shown: [] });
});
