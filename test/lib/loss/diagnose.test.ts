import { type CtcRequest, ctcLossSync, diagnose } from '../../../lib';
import { loadNative } from '../../../lib/native/load';
import { bitsOf, randomBatch } from '../../support/random-batch';

/** Labels that cycle through the classes after the blank, 0, and start with the given number of repeats. */
const labelsWith = (count: number, repeats: number) =>
  Int32Array.from({ length: count }, (_, i) => 1 + (Math.max(0, i - repeats) % 9));

const time = 60;
const request = (labels: CtcRequest['labels'], rest: Partial<CtcRequest> = {}): CtcRequest => {
  const batch = 4;
  return { logits: new Float32Array(batch * time * 12), shape: [batch, time, 12], labels, ...rest };
};
const messages = (asked: CtcRequest) => diagnose(asked).map(({ message }) => message);

test('describes the frames, labels, needs and loss of each sample', () => {
  const labels = [[1, 2, 3], [], labelsWith(20, 0), labelsWith(35, 6)];
  const inputLengths = [60, 60, 20, 38];
  const asked = request(labels, { inputLengths });
  const [one, two, three, four] = diagnose(asked);
  const { losses } = ctcLossSync({ ...asked, gradient: false });
  expect(one).toEqual({
    frames: 60,
    labels: 3,
    repeats: 0,
    framesNeeded: 3,
    feasible: true,
    loss: losses[0],
    status: 0,
    blankShare: one!.blankShare,
    message: 'sample 0 needs 3 frames and has 60',
  });
  expect(two).toMatchObject({ labels: 0, blankShare: 1, loss: losses[1] });
  expect(two!.message).toBe('sample 1 has no labels: its loss is that of blanks throughout');
  expect(three).toMatchObject({ framesNeeded: 20, feasible: true, blankShare: 0, loss: losses[2] });
  expect(four).toEqual({
    frames: 38,
    labels: 35,
    repeats: 6,
    framesNeeded: 41,
    feasible: false,
    loss: Number.POSITIVE_INFINITY,
    status: 1,
    blankShare: 0,
    message: 'sample 3 needs 41 frames (35 labels + 6 repeats) and has 38',
  });
});

test('computes no gradient and writes none to an array that is passed', () => {
  const lossSync = jest.spyOn(loadNative().addon, 'lossSync');
  const gradient = new Float32Array(4 * time * 12).fill(7);
  diagnose(request([[1], [2], [3], [4]], { gradient, reduction: 'sum', infeasible: 'throw' }));
  expect(lossSync.mock.calls[0]![2]).toBeNull();
  expect(gradient.every((value) => value === 7)).toBe(true);
  lossSync.mockRestore();
});

test('describes an infeasible sample although the loss would throw', () => {
  const asked = request([[1], [1, 1], [2], [3]], { inputLengths: [1, 2, 1, 1], infeasible: 'throw' });
  expect(() => ctcLossSync(asked)).toThrow('sample 1');
  expect(messages(asked)[1]).toBe('sample 1 needs 3 frames (2 labels + 1 repeat) and has 2');
});

test('counts repeats without blanks between them for mergeRepeated: false', () => {
  const asked = request([[1, 1], [1], [2], [3]], { inputLengths: [2, 1, 1, 0], mergeRepeated: false });
  const [one, , , four] = diagnose(asked);
  expect(one).toMatchObject({ repeats: 1, framesNeeded: 2, feasible: true, status: 0 });
  expect(four!.message).toBe(
    'sample 3 needs 1 frame (1 label) and has 0: inputLengths[3] is 0, expected its number of frames',
  );
});

test('an empty batch has no diagnoses', () => {
  expect(diagnose({ logits: new Float32Array(0), shape: [0, 4, 3], labels: [] })).toEqual([]);
});

describe('common mistakes', () => {
  const right = [[1, 2], [3], [4, 5, 6], [7]];

  test('a length left at 0', () => {
    expect(messages(request(right, { inputLengths: new Int32Array(4) }))[2]).toBe(
      'sample 2 needs 3 frames (3 labels) and has 0: inputLengths[2] is 0, expected its number of frames',
    );
    const flat = { labels: [1, 2, 3, 4, 5, 6, 7, 8], labelLengths: [2, 2, 0, 2] };
    expect(messages(request(flat.labels, flat))[2]).toBe(
      'sample 2 has no labels: its loss is that of blanks throughout',
    );
  });

  test('the number of classes as the number of frames', () => {
    const inputLengths = [12, 12, 12, 12];
    const [one, , three] = messages(request([[1], [2], labelsWith(14, 0), [3]], { inputLengths }));
    expect(one).toBe(
      'sample 0 needs 1 frame and has 12; inputLengths[0] is 12, the number of classes, as all are: expected its number of frames, up to 60',
    );
    expect(three).toContain(
      'sample 2 needs 14 frames (14 labels) and has 12: inputLengths[2] is the number of classes',
    );
    expect(() => ctcLossSync({ ...request(right), inputLengths: [61, 1, 1, 1] })).toThrow('inputLengths[0] is 61');
  });

  test('the padded width as the length of labels padded with a class', () => {
    const labels = [1, 2, 0, 0, 3, 0, 0, 0, 4, 5, 6, 7, 8, 0, 0, 0];
    const asked = request(labels, { labelLengths: [4, 4, 4, 4], blank: -1 });
    const [one, two, three] = messages(asked);
    expect(one).toBe(
      'sample 0 needs 5 frames and has 60; it ends in 2 labels 0, as other samples do: if that is padding, set labelPadding: 0, or smaller labelLengths',
    );
    expect(two).toContain('it ends in 3 labels 0');
    expect(three).toBe('sample 2 needs 4 frames and has 60');
  });

  test.each<[string, Partial<CtcRequest>, string]>([
    [
      'the padded width as the length of labels padded with the blank',
      { labels: [1, 2, 0, 0, 3, 0, 0, 0, 4, 5, 6, 7, 8, 0, 0, 0], labelLengths: [4, 4, 4, 4] },
      'labels[2] (label 2 of sample 0) is 0: classes run from 0 to 11 and 0 is the blank; if 0 is padding, set labelPadding: 0, or a labelLengths[0] below 4',
    ],
    [
      'one-hot rows',
      { labels: [1, 3, 5, 7].map((hot) => Array.from({ length: 12 }, (_, i) => Number(i === hot))) },
      'pass the index of the 1 instead of the row',
    ],
    ['the blank as a label', { labels: [[1, 0, 2], [3], [4], [5]] }, 'which is never a label'],
    [
      'labelLengths beyond the labels',
      { labels: right, labelLengths: [2, 2, 3, 1] },
      'labelLengths[1] is 2: labels[1] has only 1',
    ],
  ])('%s', (_, change, message) => {
    expect(() => diagnose(request(right, change))).toThrow(message);
    expect(() => ctcLossSync(request(right, change))).toThrow(message);
  });

  test('labels longer than the frames, without and with repeats', () => {
    const asked = request([labelsWith(9, 0), labelsWith(9, 3), [1], [2]], { inputLengths: [8, 11, 60, 60] });
    expect(messages(asked).slice(0, 2)).toEqual([
      'sample 0 needs 9 frames (9 labels) and has 8',
      'sample 1 needs 12 frames (9 labels + 3 repeats) and has 11',
    ]);
  });

  test.each<[string, string, number]>([
    ['logits', 'NaN, +Infinity, or only -Infinity', Number.NaN],
    ['logProbs', 'NaN or +Infinity', Number.POSITIVE_INFINITY],
    ['probs', 'NaN, +Infinity, or below 0, as logits and log-probabilities may be', -1.5],
  ])('invalid %s', (name, what, value) => {
    const scores = new Float32Array(4 * time * 12).fill(value, 0, 1);
    const [first] = diagnose({ [name]: scores, shape: [4, time, 12], labels: right });
    expect(first).toMatchObject({ status: 2, loss: Number.NaN, blankShare: Number.NaN });
    expect(first!.message).toBe(`sample 0 has an invalid score in one of its 60 frames: ${what}`);
  });
});

test('healthy samples are not suspected', () => {
  const { logits, shape, labels, inputLengths } = randomBatch(30, 8, 40, 12);
  for (const { message, status } of diagnose({ logits, shape, labels, inputLengths })) {
    expect(status).toBe(0);
    expect(message).not.toContain(';');
  }
});

test('the labels may come in every form', () => {
  const labels = [[1, 1], [2], [3, 4], []];
  const expected = diagnose(request(labels));
  const padded = [1, 1, 2, -1, 3, 4, -1, -1];
  expect(diagnose(request(padded, { labelPadding: -1 }))).toEqual(expected);
  expect(diagnose(request(padded, { labelLengths: [2, 1, 2, 0] }))).toEqual(expected);
  expect(bitsOf(Float32Array.from(expected, ({ loss }) => loss))).toEqual(
    bitsOf(ctcLossSync({ ...request(labels), gradient: false }).losses),
  );
});
