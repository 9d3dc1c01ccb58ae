import { type CtcRequest, ctcLoss, ctcLossSync, diagnose } from '../../../lib';
import { errorOf } from '../../support/refusals';

/** The limits of docs/limits.md, from both sides. What is within them is held to sums that have a closed form. */
const MAX_SAMPLES = 2 ** 20;

const logFactorial = (number: number) => {
  let sum = 0;
  for (let i = 2; i <= number; i++) sum += Math.log(i);
  return sum;
};
const logBinomial = (all: number, chosen: number) =>
  logFactorial(all) - logFactorial(chosen) - logFactorial(all - chosen);

/** All classes alike: each of the classes ** frames paths is as likely as any other. */
function uniform(frames: number, classes: number, labels: Int32Array, rest: Partial<CtcRequest> = {}): CtcRequest {
  return { logits: new Float32Array(frames * classes), shape: [1, frames, classes], labels: [labels], ...rest };
}

test('a batch of nothing is an empty result, however many frames and classes nothing has', () => {
  for (const size of [94_906_266, 2 ** 31 - 1]) {
    const { losses, gradient } = ctcLossSync({ logits: new Float32Array(0), shape: [0, size, size], labels: [] });
    expect([losses.length, gradient!.length]).toEqual([0, 0]);
  }
});

/** @param logPaths the logarithm of the number of paths that spell the labels */
async function expectPaths(request: CtcRequest, logPaths: number): Promise<void> {
  const [, frames, classes] = request.shape;
  const expected = frames * Math.log(classes) - logPaths;
  for (const { losses, status, gradient } of [ctcLossSync(request), await ctcLoss(request)]) {
    expect(status[0]).toBe(0);
    expect(Math.abs(losses[0]! - expected)).toBeLessThanOrEqual(5e-6 + 2e-6 * expected);
    expect(gradient!.every((slope) => Math.abs(slope) <= 1)).toBe(true);
  }
}

describe('within the limits', () => {
  test('half a million frames', async () => {
    const frames = 500_000;
    await expectPaths(uniform(frames, 2, Int32Array.of(1)), Math.log((frames * (frames + 1)) / 2));
  });

  test('half a million classes', async () => {
    await expectPaths(uniform(3, 500_000, Int32Array.of(499_999)), Math.log(6));
  });

  test('fifty thousand labels in as many frames: a single path', async () => {
    const labels = Int32Array.from({ length: 50_000 }, (_, i) => 1 + (i % 2));
    await expectPaths(uniform(50_000, 3, labels), 0);
  });

  test.each([
    [1, 1],
    [9, 5],
    [300, 40],
    [2001, 1001],
  ])('%i frames for %i equal labels', async (frames, count) => {
    const labels = new Int32Array(count).fill(1);
    await expectPaths(uniform(frames, 4, labels), logBinomial(frames + 1, 2 * count));
    await expectPaths(uniform(frames, 4, labels, { mergeRepeated: false }), logBinomial(frames, count));
    const short = uniform(frames, 4, new Int32Array(Math.ceil(frames / 2) + 1).fill(1));
    expect(ctcLossSync(short).status[0]).toBe(1);
  });

  test.each([1, 2, 17, 64, 65, 1000])(
    'one frame of %i classes, with each of them as the label, and none',
    async (classes) => {
      for (const label of new Set([1, Math.floor(classes / 2), classes - 1])) {
        if (label > 0 && label < classes) await expectPaths(uniform(1, classes, Int32Array.of(label)), 0);
      }
      await expectPaths(uniform(1, classes, new Int32Array(0)), 0);
    },
  );

  test('no labels anywhere, in every form', async () => {
    const empty: Partial<CtcRequest>[] = [
      { labels: [[], [], []] },
      { labels: [], labelLengths: [0, 0, 0] },
      { labels: new Int32Array(0), labelLengths: new Int32Array(3) },
      { labels: [-1, -1, -1], labelPadding: -1 },
      { labels: [], labelPadding: -1 },
    ];
    for (const form of empty) {
      const request = { logits: new Float32Array(24), shape: [3, 4, 2], ...form } as CtcRequest;
      for (const { losses } of [ctcLossSync(request), await ctcLoss(request)]) {
        for (const loss of losses) expect(loss).toBeCloseTo(4 * Math.log(2), 6);
      }
    }
  });

  test('a single class', async () => {
    const request = { logits: new Float32Array(12).fill(5), shape: [3, 4, 1], labels: [[], [], []] } as const;
    expect(await ctcLoss(request)).toEqual({
      losses: new Float32Array(3),
      gradient: new Float32Array(12),
      status: new Uint8Array(3),
    });
    expect(errorOf(() => ctcLossSync({ ...request, labels: [[1], [], []] }))).toMatchObject({
      code: 'ERR_CTC_RANGE',
      sample: 0,
    });
  });

  test.each(['BTC', 'TBC'] as const)('no frames, %s: feasible without labels only', async (layout) => {
    const shape = layout === 'BTC' ? ([2, 0, 3] as const) : ([0, 2, 3] as const);
    const request = { logits: new Float32Array(0), shape, layout, labels: [[], [1]] };
    expect(await ctcLoss(request)).toEqual({
      losses: Float32Array.of(0, Number.POSITIVE_INFINITY),
      gradient: new Float32Array(0),
      status: Uint8Array.of(0, 1),
    });
    expect(diagnose(request).map(({ feasible }) => feasible)).toEqual([true, false]);
  });

  test.each(['BTC', 'TBC'] as const)('an empty batch, %s, with every reduction', async (layout) => {
    const shape = layout === 'BTC' ? ([0, 4, 3] as const) : ([4, 0, 3] as const);
    for (const reduction of ['sum', 'batchMean', 'labelMean', 'volumeMean'] as const) {
      const result = await ctcLoss({ logits: new Float32Array(0), shape, layout, labels: [], reduction });
      expect(result).toEqual({
        losses: new Float32Array(0),
        loss: 0,
        gradient: new Float32Array(0),
        status: new Uint8Array(0),
      });
    }
  });

  test('the largest batch', () => {
    const { losses } = ctcLossSync({
      logits: new Float32Array(0),
      shape: [MAX_SAMPLES, 0, 3],
      labels: [],
      labelPadding: -1,
    });
    expect(losses).toHaveLength(MAX_SAMPLES);
    expect(losses.every((loss) => loss === 0)).toBe(true);
  });
});

describe('beyond the limits', () => {
  const none = new Float32Array(0);
  test.each<[string, object]>([
    [`shape[0] is ${MAX_SAMPLES + 1}: expected at most 1048576 samples`, { shape: [MAX_SAMPLES + 1, 0, 3] }],
    [`shape[1] is 2147483647: expected at most 1048576 samples`, { shape: [0, 2 ** 31 - 1, 3], layout: 'TBC' }],
    ['shape[1] is 2147483648: expected a whole number from 0 to 2147483647', { shape: [0, 2 ** 31, 3] }],
    ['shape[2] is 4294967296: expected a whole number from 0 to 2147483647', { shape: [0, 1, 2 ** 32] }],
    ['shape[0] is 9007199254740992: expected a whole number from 0 to 2147483647', { shape: [2 ** 53, 0, 1] }],
    ['shape [2147483647, 2147483647, 2] has too many elements', { shape: [2 ** 31 - 1, 2 ** 31 - 1, 2] }],
    [
      'logits has 0 elements: shape [3, 2147483647, 1398101] has 9007197103063041',
      { shape: [3, 2 ** 31 - 1, 1398101] },
    ],
    [
      'labelPadding is 2147483648: expected the whole number that pads the labels, such as -1',
      { shape: [0, 1, 3], labelPadding: 2 ** 31 },
    ],
  ])('%s', async (message, request) => {
    const asked = { logits: none, labels: [], labelPadding: -1, ...request } as never;
    expect(errorOf(() => ctcLossSync(asked)).message).toBe(message);
    await expect(ctcLoss(asked)).rejects.toMatchObject({
      name: 'CtcError',
      code: expect.stringMatching(/RANGE|SIZE/),
      message,
    });
  });
});
