import { type CtcRequest, ctcLoss, ctcLossSync } from '../../../lib';
import { bitsOf, randomBatch } from '../../support/random-batch';

const INF = Number.POSITIVE_INFINITY;
const [batch, time, classes] = [4, 9, 5];
const { logits } = randomBatch(5, batch, time, classes);
const perSample = time * classes;
/** 3, 0, 2 and 1 labels. */
const labels = [[1, 2, 2], [], [4, 3], [1]];
const request = { logits, shape: [batch, time, classes], labels } as const;
const plain = ctcLossSync(request);

/** The weight of each sample's loss, written out. */
const weights = {
  sum: [1, 1, 1, 1],
  batchMean: [1 / 4, 1 / 4, 1 / 4, 1 / 4],
  labelMean: [1 / 12, 1 / 4, 1 / 8, 1 / 4],
  volumeMean: [1 / 6, 1 / 6, 1 / 6, 1 / 6],
} as const;
type Name = keyof typeof weights;
const names = Object.keys(weights) as Name[];

const dot = (one: ArrayLike<number>, other: readonly number[]) =>
  Array.from(one).reduce((sum, value, i) => sum + (other[i] === 0 ? 0 : value * other[i]!), 0);

function expectScaled(gradient: Float32Array | undefined, factors: readonly number[], of = plain.gradient!): void {
  expect(gradient).toHaveLength(of.length);
  gradient!.forEach((value, i) => {
    expect(Math.abs(value - of[i]! * factors[Math.floor(i / perSample)]!)).toBeLessThanOrEqual(2e-7);
  });
}

describe.each(names)('%s', (reduction) => {
  test('weights losses and gradients by its formula', async () => {
    const result = ctcLossSync({ ...request, reduction });
    expect(result.loss).toBeCloseTo(dot(plain.losses, weights[reduction]), 5);
    expect(bitsOf(result.losses)).toEqual(bitsOf(plain.losses));
    expectScaled(result.gradient, weights[reduction]);
    const later = await ctcLoss({ ...request, reduction });
    expect(later.loss).toBe(result.loss);
    expect(bitsOf(later.gradient)).toEqual(bitsOf(result.gradient));
  });

  test('gives the loss without a gradient', () => {
    const { loss, gradient } = ctcLossSync({ ...request, reduction, gradient: false });
    expect(loss).toBeCloseTo(dot(plain.losses, weights[reduction]), 4);
    expect(gradient).toBeUndefined();
  });

  test('of an empty batch is 0', () => {
    const nothing = { logits: new Float32Array(0), shape: [0, 3, 2], labels: [] } as const;
    expect(ctcLossSync({ ...nothing, reduction }).loss).toBe(0);
  });

  test('of samples without labels is a number', () => {
    const { losses, loss } = ctcLossSync({ ...request, labels: [[], [], [], []], reduction });
    const mean = reduction === 'batchMean' || reduction === 'labelMean';
    expect(loss).toBeCloseTo(dot(losses, [1, 1, 1, 1]) / (mean ? 4 : 1), 4);
  });

  test('is NaN if a sample is', () => {
    const spoilt = logits.slice().fill(Number.NaN, 0, 1);
    const { loss, gradient } = ctcLossSync({ ...request, logits: spoilt, reduction });
    expect(loss).toBeNaN();
    expectScaled(gradient!.subarray(perSample), weights[reduction].slice(1), plain.gradient!.subarray(perSample));
  });
});

test("there is no loss with reduction 'none'", () => {
  expect(ctcLossSync({ ...request, reduction: 'none' })).not.toHaveProperty('loss');
});

/** Two ways for sample 2 to be infeasible: known before the native call, and known only from the scores. */
const infeasible: [string, Partial<CtcRequest>][] = [
  ['too few frames', { inputLengths: [time, time, 1, time] }],
  [
    'labels without any probability',
    {
      logits: logits.map((logit, i) => (Math.floor(i / perSample) === 2 && i % classes === 4 ? -INF : logit)),
    },
  ],
];

const skipWeights = {
  sum: [1, 1, 0, 1],
  batchMean: [1 / 3, 1 / 3, 0, 1 / 3],
  labelMean: [1 / 9, 1 / 3, 0, 1 / 3],
  volumeMean: [1 / 4, 1 / 4, 0, 1 / 4],
} as const;

describe.each(infeasible)('an infeasible sample, for %s,', (_, change) => {
  const others = (weight: readonly number[]) => weight.map((value, sample) => (sample === 2 ? 0 : value));

  test.each(names)("does not count with 'skip': %s", async (reduction) => {
    const given = new Float32Array(logits.length).fill(Number.NaN);
    const skipped = { ...request, ...change, reduction, infeasible: 'skip' } as const;
    const result = ctcLossSync({ ...skipped, gradient: given });
    expect(result.loss).toBeCloseTo(dot(plain.losses, skipWeights[reduction]), 5);
    expect([result.losses[2], result.status[2]]).toEqual([INF, 1]);
    expectScaled(given, skipWeights[reduction]);
    const later = await ctcLoss(skipped);
    expect(later.loss).toBe(result.loss);
    expect(bitsOf(later.gradient)).toEqual(bitsOf(given));
  });

  test.each(names)("counts as 0 with 'zero': %s", (reduction) => {
    const result = ctcLossSync({ ...request, ...change, reduction, infeasible: 'zero' });
    expect(result.loss).toBeCloseTo(dot(plain.losses, others(weights[reduction])), 5);
    expect([result.losses[2], result.status[2]]).toEqual([0, 1]);
    expectScaled(result.gradient, others(weights[reduction]));
  });

  test.each(names)("makes the loss infinite with 'inf' and has no gradient: %s", (reduction) => {
    const result = ctcLossSync({ ...request, ...change, reduction });
    expect(result.loss).toBe(INF);
    expectScaled(result.gradient, others(weights[reduction]));
  });

  test("is named by the error with 'throw'", async () => {
    const throwing = { ...request, ...change, infeasible: 'throw' } as const;
    const expected = { name: 'CtcError', code: 'ERR_CTC_INFEASIBLE', argument: 'labels', sample: 2 };
    expect(() => ctcLossSync(throwing)).toThrow(expect.objectContaining(expected));
    await expect(ctcLoss(throwing)).rejects.toMatchObject(expected);
    expect(ctcLossSync({ ...request, infeasible: 'throw' }).status).toEqual(new Uint8Array(4));
  });

  test('alone in its batch reduces to 0', () => {
    const alone = {
      logits: (change.logits ?? logits).subarray(2 * perSample, 3 * perSample),
      shape: [1, time, classes],
      labels: [labels[2]!],
      inputLengths: [change.inputLengths === undefined ? time : 1],
    } as const;
    for (const reduction of names) {
      const { loss, gradient } = ctcLossSync({ ...alone, reduction, infeasible: 'skip' });
      expect(loss).toBe(0);
      expect(bitsOf(gradient)).toEqual(new Uint32Array(perSample));
    }
  });
});

test.each([
  [
    'too few frames',
    infeasible[0]![1],
    'sample 2 needs 2 frames (2 labels) and has 1; give it more frames (a smaller stride) or fewer labels',
  ],
  [
    'masked classes',
    infeasible[1]![1],
    'sample 2 gives its 2 labels no probability: every alignment contains a logit of -Infinity in a label or the blank; unmask its classes',
  ],
])("the error of 'throw' gives the reason and the cure: %s", (_, change, message) => {
  expect(() => ctcLossSync({ ...request, ...change, infeasible: 'throw' })).toThrow(
    `${message}, or set infeasible to 'inf', 'zero' or 'skip'`,
  );
});

describe('lossGradient', () => {
  const factors = [0.5, -2, 0, 3];

  test('multiplies the gradient of each sample but not the loss', async () => {
    const lossGradient = Float32Array.from(factors);
    const result = ctcLossSync({ ...request, lossGradient });
    expect(bitsOf(result.losses)).toEqual(bitsOf(plain.losses));
    result.gradient!.forEach((value, i) => {
      const expected = plain.gradient![i]! * factors[Math.floor(i / perSample)]!;
      expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-6);
    });
    expect(bitsOf((await ctcLoss({ ...request, lossGradient })).gradient)).toEqual(bitsOf(result.gradient));
  });

  test('is read before the asynchronous call returns', async () => {
    const lossGradient = Float32Array.from(factors);
    const result = ctcLoss({ ...request, lossGradient });
    lossGradient.fill(Number.NaN);
    const expected = ctcLossSync({ ...request, lossGradient: Float32Array.from(factors) });
    expect(bitsOf((await result).gradient)).toEqual(bitsOf(expected.gradient));
  });

  test.each([Number.NaN, INF, -1e30])(
    'of %d does not affect padding, infeasible samples, or other samples',
    (factor) => {
      const inputLengths = [5, time, 1, time];
      const clean = ctcLossSync({ ...request, inputLengths });
      const lossGradient = Float32Array.of(factor, 1, factor, 1);
      const { gradient } = ctcLossSync({ ...request, inputLengths, lossGradient });
      expect(bitsOf(gradient!.subarray(5 * classes, perSample))).toEqual(new Uint32Array(4 * classes));
      expect(bitsOf(gradient!.subarray(2 * perSample, 3 * perSample))).toEqual(new Uint32Array(perSample));
      for (const sample of [1, 3]) {
        const part = [sample * perSample, (sample + 1) * perSample] as const;
        expect(bitsOf(gradient!.subarray(...part))).toEqual(bitsOf(clean.gradient!.subarray(...part)));
      }
    },
  );

  test('must not be detached', () => {
    const gone = new Float32Array(4);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    expect(() => ctcLossSync({ ...request, lossGradient: gone })).toThrow(
      'lossGradient is detached: its memory was transferred elsewhere',
    );
  });
});
