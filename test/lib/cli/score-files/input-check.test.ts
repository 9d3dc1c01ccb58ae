import { InputCheck } from '../../../../lib/cli/score-files/input-check';
import type { InputName } from '../../../../lib/cli/score-files/score-options';

function warningsOf(input: InputName, ...utterances: readonly (readonly number[][])[]): string[] {
  const check = new InputCheck(input);
  for (const rows of utterances) {
    check.add({ data: Float32Array.from(rows.flat()), frames: rows.length, classes: rows[0]?.length ?? 3 });
  }
  return check.warnings();
}

const probs = [
  [0.9, 0.06, 0.04],
  [0, 0, 1],
];
const logProbs = probs.map((row) => row.map(Math.log));
const logits = [
  [4, -1, 2],
  [0.5, 9, -3],
];
/** Sums of exponentials above 1, without a score above 0. */
const lowLogits = [[-0.1, -1, -3]];

test.each([
  ['logits', probs, 'only frames whose scores are from 0 to 1 and add up to 1, and is read as logits: for a softmax'],
  [
    'logProbs',
    probs,
    'only frames whose scores are from 0 to 1 and add up to 1, and is read as logProbs: for a softmax',
  ],
  ['logProbs', logits, 'frames whose probabilities add up to more than 1, and is read as logProbs: for a model'],
  ['logProbs', lowLogits, 'frames whose probabilities add up to more than 1'],
  ['probs', logProbs, 'scores below 0 or above 1, and is read as probs: for a model'],
  ['probs', logits, 'scores below 0 or above 1'],
] as const)('scores read as %s: %j', (input, rows, message) => {
  expect(warningsOf(input, rows as number[][])).toEqual([expect.stringContaining(`1 of 1 utterance has ${message}`)]);
});

test.each([
  ['logits', logits],
  ['logits', logProbs],
  ['logits', lowLogits],
  ['logits', [[0, 0, 0]]],
  ['logits', [[0.5, 0.2, 0.1]]],
  ['logits', []],
  ['logits', [[1], [1]]],
  ['logits', [[Number.NaN, 1, 0]]],
  ['logProbs', logProbs],
  ['logProbs', [[-5, -5, -5]]],
  ['probs', probs],
  ['probs', [[0.5, 0.2, 0.1]]],
] as const)('scores that may be %s: %j', (input, rows) => {
  expect(warningsOf(input, rows as unknown as number[][])).toEqual([]);
});

test('one warning counts the utterances; frames of zeros are padding', () => {
  expect(warningsOf('logits', probs, logits, [...probs, [0, 0, 0]])).toEqual([
    "2 of 3 utterances have only frames whose scores are from 0 to 1 and add up to 1, and are read as logits: for a softmax's output give --input probs",
  ]);
});

test('ignores padding frames', () => {
  const check = new InputCheck('logits');
  check.add({ data: Float32Array.from([...probs, ...logits].flat()), frames: 2, classes: 3 });
  expect(check.warnings()).toHaveLength(1);
});
