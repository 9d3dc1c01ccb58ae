import { countErrors } from '../../../../examples/digits/evaluation/error-counts';

test('counts errors by kind, by digit and by the number of digits', () => {
  const spoken = [[1, 2, 3], [4], [5, 6, 7], [8]];
  const readings = [[1, 9, 3], [4], [5, 7], [8, 8]];
  const { byLength, byDigit, ...total } = countErrors(spoken, readings);
  expect(total).toEqual({
    labelErrorRate: 3 / 8,
    utterances: 4,
    digits: 8,
    substitutions: 1,
    deletions: 1,
    insertions: 1,
  });
  expect(byLength).toEqual([
    { length: 1, labelErrorRate: 1 / 2 },
    { length: 3, labelErrorRate: 2 / 6 },
  ]);
  const none = { spoken: 1, substitutions: 0, deletions: 0, insertions: 0 };
  expect(byDigit).toEqual([
    { ...none, digit: '0', spoken: 0 },
    { ...none, digit: '1' },
    { ...none, digit: '2', substitutions: 1 },
    { ...none, digit: '3' },
    { ...none, digit: '4' },
    { ...none, digit: '5' },
    { ...none, digit: '6', deletions: 1 },
    { ...none, digit: '7' },
    { ...none, digit: '8', insertions: 1 },
    { ...none, digit: '9', spoken: 0 },
  ]);
});
