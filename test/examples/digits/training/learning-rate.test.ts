import { learningRate } from '../../../../examples/digits/training/learning-rate';

test('the learning rate rises to its peak at 15 % of the steps, then falls', () => {
  const rates = Array.from({ length: 100 }, (_, step) => learningRate(step, 100));
  const peak = rates.indexOf(Math.max(...rates));
  expect(peak).toBe(15);
  rates.forEach((rate, step) => {
    if (step > 0) expect(rate > rates[step - 1]!).toBe(step <= peak);
  });
  expect(rates[99]! / rates[peak]!).toBeLessThan(0.02);
  expect(learningRate(0, 1)).toBeGreaterThan(0);
});
