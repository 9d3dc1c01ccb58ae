import { Random } from '../../../../examples/digits/support/random';

test('integers include both ends, consecutive seeds and swapped paths differ, picking from an empty list fails', () => {
  const random = new Random(0);
  const rolls = new Set(Array.from({ length: 200 }, () => random.integer(1, 6)));
  expect([...rolls].sort()).toEqual([1, 2, 3, 4, 5, 6]);
  const firsts = Array.from({ length: 1000 }, (_, seed) => new Random(seed, 1).next());
  expect(new Set(firsts).size).toBe(1000);
  expect(firsts.reduce((sum, first) => sum + first, 0) / 1000).toBeCloseTo(0.5, 1);
  expect(new Random(1, 2).next()).not.toBe(new Random(2, 1).next());
  expect(() => random.pick([])).toThrow('nothing to pick from');
});
