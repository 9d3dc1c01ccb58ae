import { type CtcRequest, ctcLoss, ctcLossSync } from '../../../lib';
import { loadNative } from '../../../lib/native/load';
import { sumOverAllPaths } from '../../support/all-paths';
import { bitsOf, randomBatch, timeMajor } from '../../support/random-batch';

/** The loss of one sample whose classes are all equally probable. */
function uniform(frames: number, classes: number, labels: number[], rest: Partial<CtcRequest> = {}) {
  return ctcLossSync({
    logits: new Float32Array(frames * classes),
    shape: [1, frames, classes],
    labels: [labels],
    ...rest,
  });
}

describe('losses counted by hand', () => {
  test.each([
    // paths: how many of the classes ** frames paths spell the labels
    { classes: 3, frames: 1, labels: [1], paths: 1 },
    { classes: 3, frames: 2, labels: [1], paths: 3 },
    { classes: 3, frames: 3, labels: [1], paths: 6 },
    { classes: 3, frames: 2, labels: [1, 2], paths: 1 },
    { classes: 3, frames: 3, labels: [1, 1], paths: 1 },
    { classes: 3, frames: 4, labels: [], paths: 1 },
  ])('$frames frames of $classes equal classes spell $labels in $paths ways', ({ classes, frames, labels, paths }) => {
    const { losses, status } = uniform(frames, classes, labels);
    expect(losses[0]).toBeCloseTo(-Math.log(paths / classes ** frames), 6);
    expect(status[0]).toBe(0);
  });

  test('with a single class, the blank has probability 1', () => {
    const { losses, gradient } = uniform(5, 1, []);
    expect(Array.from(losses)).toEqual([0]);
    expect(Array.from(gradient!)).toEqual([0, 0, 0, 0, 0]);
  });

  test('without frames and labels the loss is 0', () => {
    const { losses, gradient, status } = uniform(0, 3, []);
    expect(Array.from(losses)).toEqual([0]);
    expect(gradient).toHaveLength(0);
    expect(Array.from(status)).toEqual([0]);
  });

  test('an empty batch has an empty result', () => {
    const result = ctcLossSync({ logits: new Float32Array(0), shape: [0, 4, 3], labels: [] });
    expect(result).toEqual({ losses: new Float32Array(0), gradient: new Float32Array(0), status: new Uint8Array(0) });
  });

  test('adding a constant to all logits of a frame changes nothing', () => {
    const { logits, shape, labels } = randomBatch(4, 1, 8, 5);
    const shifted = logits.map((logit) => logit + 1000);
    const before = ctcLossSync({ logits, shape, labels });
    expect(ctcLossSync({ logits: shifted, shape, labels }).losses[0]).toBeCloseTo(before.losses[0]!, 2);
  });
});

describe('the gradient', () => {
  const frames = [
    [0.1, 1.2, -0.3],
    [-1, 0.4, 0.2],
    [0.7, 0.1, -2],
    [0, 0.5, 1],
  ];
  const request: CtcRequest = { logits: Float32Array.from(frames.flat()), shape: [1, 4, 3], labels: [[2, 1]] };
  const expected = sumOverAllPaths({ frames, labels: [2, 1], blank: 0 });

  test('is softmax minus posterior', () => {
    const { gradient } = ctcLossSync(request);
    for (const [i, value] of expected.gradient.flat().entries()) expect(gradient![i]).toBeCloseTo(value, 6);
  });

  test('is absent for gradient: false, with the same loss', () => {
    const result = ctcLossSync({ ...request, gradient: false });
    expect(result).not.toHaveProperty('gradient');
    expect(result.losses[0]).toBeCloseTo(expected.loss, 5);
  });

  test('overwrites an array that is passed', () => {
    const given = new Float32Array(12).fill(Number.NaN);
    const result = ctcLossSync({ ...request, gradient: given });
    expect(result.gradient).toBe(given);
    expect(bitsOf(given)).toEqual(bitsOf(ctcLossSync({ ...request, gradient: true }).gradient));
  });

  test('is written to a view and to no byte around it', () => {
    const around = new Float32Array(16).fill(7);
    ctcLossSync({ ...request, gradient: around.subarray(2, 14) });
    expect(Array.from(around.subarray(0, 2))).toEqual([7, 7]);
    expect(Array.from(around.subarray(14))).toEqual([7, 7]);
    expect(bitsOf(around.subarray(2, 14))).toEqual(bitsOf(ctcLossSync(request).gradient));
  });

  test('adds up to zero in each frame', () => {
    const { logits, shape, labels, inputLengths } = randomBatch(2, 4, 20, 7);
    const { gradient } = ctcLossSync({ logits, shape, labels, inputLengths });
    for (let start = 0; start < gradient!.length; start += 7) {
      const sum = gradient!.subarray(start, start + 7).reduce((one, other) => one + other);
      expect(Math.abs(sum)).toBeLessThan(1e-5);
    }
  });
});

describe('the options', () => {
  const { logits, shape, labels, inputLengths } = randomBatch(9, 3, 10, 6);
  const request = { logits, shape, labels, inputLengths };
  const expected = ctcLossSync(request);

  test('the layout changes only the order of the gradient', () => {
    const result = ctcLossSync({
      ...request,
      logits: timeMajor({ logits, shape }),
      shape: [shape[1], shape[0], shape[2]],
      layout: 'TBC',
    });
    expect(bitsOf(result.losses)).toEqual(bitsOf(expected.losses));
    expect(bitsOf(result.gradient)).toEqual(bitsOf(timeMajor({ logits: expected.gradient!, shape })));
  });

  test('explicit defaults change nothing', () => {
    const result = ctcLossSync({
      ...request,
      layout: 'BTC',
      blank: 0,
      infeasible: 'inf',
      gradient: true,
      threads: 1,
      reduction: 'none',
    });
    expect(bitsOf(result.gradient)).toEqual(bitsOf(expected.gradient));
  });

  test('an undefined option is a missing one', () => {
    const unset = { layout: undefined, labelLengths: undefined, blank: undefined, threads: undefined };
    expect(bitsOf(ctcLossSync({ ...request, ...unset }).gradient)).toEqual(bitsOf(expected.gradient));
    expect(bitsOf(ctcLossSync({ ...request, logProbs: undefined }).losses)).toEqual(bitsOf(expected.losses));
  });

  test('without inputLengths all frames count', () => {
    const { losses } = ctcLossSync({ logits, shape, labels });
    expect(bitsOf(losses)).toEqual(bitsOf(ctcLossSync({ ...request, inputLengths: [10, 10, 10] }).losses));
    expect(bitsOf(losses)).not.toEqual(bitsOf(expected.losses));
  });

  test.each([-1, 5])('blank %i is the last of 6 classes', (blank) => {
    // The same batch with the blank's scores moved to the end and the labels shifted by one.
    const rolled = Float32Array.from(logits, (_, i) => logits[i % 6 === 5 ? i - 5 : i + 1]!);
    const result = ctcLossSync({
      ...request,
      logits: rolled,
      labels: labels.map((row) => row.map((label) => label - 1)),
      blank,
    });
    for (const [sample, loss] of expected.losses.entries()) expect(result.losses[sample]).toBeCloseTo(loss, 4);
  });

  test.each([-1, -2, -5, -6])('blank %i counts from the end of 6 classes', (blank) => {
    const allLabels = [[0, 1, 2, 3, 4, 5].filter((label) => label !== blank + 6), [], []];
    const fromTheEnd = ctcLossSync({ logits, shape, labels: allLabels, blank });
    expect(bitsOf(fromTheEnd.losses)).toEqual(
      bitsOf(ctcLossSync({ logits, shape, labels: allLabels, blank: blank + 6 }).losses),
    );
    expect(() => ctcLossSync({ logits, shape, labels: [[blank + 6], [], []], blank })).toThrow(
      `${blank + 6} is the blank`,
    );
  });

  test.each([1, 2, 3, 7, 1024])('%i threads give the same bits', (threads) => {
    const result = ctcLossSync({ ...request, threads });
    expect(bitsOf(result.losses)).toEqual(bitsOf(expected.losses));
    expect(bitsOf(result.gradient)).toEqual(bitsOf(expected.gradient));
  });
});

describe('labels', () => {
  const { logits, shape, labels, inputLengths } = randomBatch(11, 4, 12, 6);
  const rest = { logits, shape, inputLengths };
  const expected = bitsOf(ctcLossSync({ ...rest, labels }).gradient);
  const lengths = labels.map((row) => row.length);
  const padded = (padding: number) => labels.flatMap((row) => [...row, ...new Array(8 - row.length).fill(padding)]);

  test.each<[string, Pick<CtcRequest, 'labels' | 'labelLengths'>]>([
    ['an Int32Array for each sample', { labels: labels.map((row) => Int32Array.from(row)) }],
    ['a mixture of arrays', { labels: labels.map((row, i) => (i % 2 ? row : Int32Array.from(row))) }],
    [
      'arrays that are longer than labelLengths',
      { labels: labels.map((row) => [...row, -1, Number.NaN]), labelLengths: lengths },
    ],
    ['concatenated numbers', { labels: labels.flat(), labelLengths: lengths }],
    ['a concatenated Int32Array', { labels: Int32Array.from(labels.flat()), labelLengths: Int32Array.from(lengths) }],
    ['numbers padded with -1', { labels: padded(-1), labelLengths: lengths }],
    ['an Int32Array padded with a class', { labels: Int32Array.from(padded(3)), labelLengths: lengths }],
    ['numbers padded with NaN', { labels: padded(Number.NaN), labelLengths: lengths }],
  ])('may be %s', (_, form) => {
    expect(bitsOf(ctcLossSync({ ...rest, ...form }).gradient)).toEqual(expected);
  });

  test('may all be empty, in any form', () => {
    const none = bitsOf(ctcLossSync({ ...rest, labels: [[], [], [], []] }).losses);
    const labelLengths = [0, 0, 0, 0];
    expect(bitsOf(ctcLossSync({ ...rest, labels: [], labelLengths }).losses)).toEqual(none);
    expect(bitsOf(ctcLossSync({ ...rest, labels: new Int32Array(8), labelLengths }).losses)).toEqual(none);
  });
});

describe('the asynchronous call', () => {
  const { logits, shape, labels, inputLengths } = randomBatch(6, 5, 30, 8);
  const request = { logits, shape, labels, inputLengths };
  const expected = ctcLossSync(request);

  test('has the bits of the synchronous call', async () => {
    const result = await ctcLoss(request);
    expect(bitsOf(result.losses)).toEqual(bitsOf(expected.losses));
    expect(bitsOf(result.gradient)).toEqual(bitsOf(expected.gradient));
    expect(result.status).toEqual(expected.status);
  });

  test('omits the gradient, or writes it to an array that is passed', async () => {
    expect(await ctcLoss({ ...request, gradient: false })).not.toHaveProperty('gradient');
    const given = new Float32Array(logits.length);
    expect((await ctcLoss({ ...request, gradient: given })).gradient).toBe(given);
    expect(bitsOf(given)).toEqual(bitsOf(expected.gradient));
  });

  test('runs one call at a time, in call order', async () => {
    const { addon } = loadNative();
    const native = addon.loss;
    let running = 0;
    let maxRunning = 0;
    const started: number[] = [];
    const loss = jest.spyOn(addon, 'loss').mockImplementation(async (block, scores, gradient) => {
      started.push(block[1]!);
      maxRunning = Math.max(maxRunning, ++running);
      await native(block, scores, gradient);
      running--;
    });
    const frames = [30, 3, 12, 1];
    await Promise.all(
      frames.map((time) => ctcLoss({ logits: new Float32Array(time * 8), shape: [1, time, 8], labels: [[1]] })),
    );
    expect(started).toEqual(frames);
    expect(maxRunning).toBe(1);
    loss.mockRestore();
  });

  test('goes on after an invalid call', async () => {
    const refused = ctcLoss({ ...request, blank: 8 });
    const fine = ctcLoss(request);
    await expect(refused).rejects.toMatchObject({ code: 'ERR_CTC_RANGE' });
    expect(bitsOf((await fine).losses)).toEqual(bitsOf(expected.losses));
  });
});
