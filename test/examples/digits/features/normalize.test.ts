import { normalize } from '../../../../examples/digits/features/normalize';

test('normalised features have mean 0 in each bin and variance 1 over all bins; constant features become 0', () => {
  const features = Float32Array.from([1, 20, 3, 10, 5, 20, 7, 10]);
  normalize(features, 2);
  const [first, second] = [0, 1].map((bin) => [0, 2, 4, 6].map((at) => features[at + bin]!));
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  expect(sum(first!)).toBeCloseTo(0, 5);
  expect(sum(second!)).toBeCloseTo(0, 5);
  expect(sum([...features].map((value) => value ** 2)) / 8).toBeCloseTo(1, 4);
  expect(first![3]! / second![0]!).toBeCloseTo(3 / 5, 5);
  const silence = new Float32Array(80).fill(-13);
  normalize(silence, 40);
  expect(silence.every((value) => value === 0)).toBe(true);
});
