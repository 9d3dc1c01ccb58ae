import type { Case } from '../../../../lib/cli/bench/cases';
import { drawInputs } from '../../../../lib/cli/bench/inputs';
import { type LossArguments, textbookLoss } from '../../../../lib/cli/bench/textbook';
import { CaseYardsticks, loadYardsticks } from '../../../../lib/cli/bench/yardsticks';

const sizes = { batch: 3, time: 60, classes: 7, labels: 20 };
const cases: Case[] = [
  { name: 'even', ...sizes, kind: 'even' },
  { name: 'ragged', ...sizes, kind: 'ragged' },
  { name: 'adjacent repeats', batch: 8, time: 60, classes: 7, labels: 50, kind: 'tight' },
  { name: 'no labels', ...sizes, labels: 0, kind: 'even' },
];

test.each(cases)('the loop in JavaScript gives the losses and gradient of the C++ reference: $name', (one) => {
  const inputs = drawInputs(one);
  const addon = loadYardsticks();
  expect(addon.textbookName).toBe('textbook');
  const unused = new Float32Array(inputs.logits.length);
  const expected = new CaseYardsticks(addon, one, inputs, unused).reference();
  const found = new CaseYardsticks({ ...addon, reference: textbookLoss }, one, inputs, unused).reference();
  found.losses.forEach((loss, sample) => expect(loss).toBeCloseTo(expected.losses[sample]!, 9));
  found.gradient.forEach((element, index) => expect(Math.abs(element - expected.gradient[index]!)).toBeLessThan(1e-7));
});

test('padding frames get a gradient of 0, whatever was there', () => {
  const one = cases[1]!;
  const { logits, labels, labelLengths, inputLengths } = drawInputs(one);
  const gradient = new Float32Array(logits.length).fill(9);
  const batch: LossArguments = [
    Int32Array.of(one.batch, one.time, one.classes, 0),
    ...([logits, labels, labelLengths, inputLengths, new Float64Array(one.batch), gradient] as const),
  ];
  textbookLoss(...batch);
  expect(Math.min(...inputLengths)).toBeLessThan(one.time);
  for (let sample = 0; sample < one.batch; sample++) {
    const frames = gradient.subarray(sample * one.time * one.classes, (sample + 1) * one.time * one.classes);
    for (const element of frames.subarray(inputLengths[sample]! * one.classes)) expect(element).toBe(0);
  }
});
