import { BLANK, CLASSES, LABELS, spell } from '../../../../examples/digits/model/alphabet';

test('spells classes with the labels; the blank is the last class', () => {
  expect(spell([3, 1, 4])).toBe('314');
  expect(spell([0, 1], ['a', 'b'])).toBe('ab');
  expect(CLASSES).toBe(LABELS.length + 1);
  expect(BLANK).toBe(CLASSES - 1);
});
