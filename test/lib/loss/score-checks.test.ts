import { type CtcRequest, diagnose } from '../../../lib';
import { softmax } from '../../support/all-paths';
import { randomBatch, timeMajor } from '../../support/random-batch';

const { logits, shape, labels, inputLengths } = randomBatch(21, 3, 14, 6);
const [batch, time, classes] = shape;
const probs = Float32Array.from(
  Array.from({ length: batch * time }, (_, row) =>
    softmax(Array.from(logits.subarray(row * classes, (row + 1) * classes))),
  ).flat(),
);
const logProbs = probs.map(Math.log);

const suspicions = (request: Partial<CtcRequest>) =>
  diagnose({ shape, labels, inputLengths, ...request }).map(({ message }) => message.split('; ').slice(1).join('; '));

const SOFTMAX_TWICE =
  'its logits are probabilities in every frame, and a second softmax is applied to them: give them as probs';

test('scores under their right names are not suspected', () => {
  expect(suspicions({ logits })).toEqual(['', '', '']);
  expect(suspicions({ probs })).toEqual(['', '', '']);
  expect(suspicions({ logProbs })).toEqual(['', '', '']);
});

test('probabilities given as logits are suspected, in both layouts, whatever the padding holds', () => {
  const padded = probs.map((value, i) => {
    const sample = Math.floor(i / (time * classes));
    return Math.floor(i / classes) % time < inputLengths[sample]! ? value : 7;
  });
  expect(suspicions({ logits: padded })).toEqual([SOFTMAX_TWICE, SOFTMAX_TWICE, SOFTMAX_TWICE]);
  const turned = timeMajor({ logits: padded, shape });
  expect(suspicions({ logits: turned, shape: [time, batch, classes], layout: 'TBC' })).toEqual([
    SOFTMAX_TWICE,
    SOFTMAX_TWICE,
    SOFTMAX_TWICE,
  ]);
});

test('one frame that is not a distribution clears the logits', () => {
  const last = probs.slice();
  last[((batch - 1) * time + inputLengths[batch - 1]! - 1) * classes] = 2;
  expect(suspicions({ logits: last })).toEqual(['', '', '']);
});

test('probs that do not sum to 1 are suspected, sample by sample', () => {
  const scaled = probs.slice();
  for (let i = 0; i < classes; i++) scaled[(time + 3) * classes + i]! *= 2.5;
  expect(suspicions({ probs: scaled })).toEqual([
    '',
    'the probs of frame 3 sum to 2.500: expected 1, as after a softmax; give unnormalised scores as logits',
    '',
  ]);
});

test('a loss below 0 is suspected: logits given as logProbs', () => {
  const [{ loss, message } = {} as never] = diagnose({
    logProbs: Float32Array.of(0, 3, 0, 0, 0, 3, 0, 3, 0),
    shape: [1, 3, 3],
    labels: [[1, 2, 1]],
  });
  expect(loss).toBe(-9);
  expect(message).toBe(
    'sample 0 needs 3 frames and has 3; its loss is -9.000, below 0, so logProbs are not log-probabilities: ' +
      "give a model's unnormalised scores as logits",
  );
});

test('log-scores that are not normalised are legal while the loss is above 0', () => {
  expect(suspicions({ logProbs: logProbs.map((score) => score - 1) })).toEqual(['', '', '']);
});
