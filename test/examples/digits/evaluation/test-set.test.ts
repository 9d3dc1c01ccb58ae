import { testUtterances } from '../../../../examples/digits/evaluation/test-set';
import { makeNoiseClips } from '../noise-clips';

test('the test set has at least 200 utterances of 1 to 7 digits', () => {
  const groups = testUtterances(makeNoiseClips());
  expect(groups.flat().length).toBeGreaterThanOrEqual(200);
  expect(groups.map((group) => new Set(group.map(({ digits }) => digits.length)))).toEqual(
    [1, 2, 3, 4, 5, 6, 7].map((length) => new Set([length])),
  );
});
