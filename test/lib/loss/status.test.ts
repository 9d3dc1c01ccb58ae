import { ctcLossSync } from '../../../lib';
import { bitsOf, randomBatch } from '../../support/random-batch';

const NAN = Number.NaN;
const INF = Number.POSITIVE_INFINITY;

describe('an infeasible sample', () => {
  const shape = [3, 4, 3] as const;
  const logits = randomBatch(1, 3, 4, 3).logits;
  /** Sample 1 has enough frames for its labels but not for the blanks between repeats. */
  const labels = [[1, 2], [1, 1, 1], [2]];

  test.each([
    ['inf', INF],
    ['zero', 0],
  ] as const)("has the loss of '%s', no gradient, and status 1", (infeasible, loss) => {
    const gradient = new Float32Array(36).fill(NAN);
    const result = ctcLossSync({ logits, shape, labels, infeasible, gradient });
    expect(result.losses[1]).toBe(loss);
    expect(Array.from(result.status)).toEqual([0, 1, 0]);
    expect(bitsOf(gradient.subarray(12, 24))).toEqual(new Uint32Array(12));
  });

  test('does not affect the others', () => {
    const result = ctcLossSync({ logits, shape, labels });
    const without = ctcLossSync({ logits, shape, labels: [[1, 2], [1], [2]] });
    for (const sample of [0, 2]) {
      expect(result.losses[sample]).toBe(without.losses[sample]);
      const part = [sample * 12, sample * 12 + 12] as const;
      expect(bitsOf(result.gradient!.subarray(...part))).toEqual(bitsOf(without.gradient!.subarray(...part)));
    }
  });

  test.each([
    { frames: 0, labels: [1], status: 1 },
    { frames: 1, labels: [1, 2], status: 1 },
    { frames: 2, labels: [1, 2], status: 0 },
    { frames: 2, labels: [1, 1], status: 1 },
    { frames: 3, labels: [1, 1], status: 0 },
    { frames: 4, labels: [2, 2, 1], status: 0 },
    { frames: 4, labels: [2, 2, 2], status: 1 },
    { frames: 0, labels: [], status: 0 },
  ])('has too few frames: $frames for $labels gives status $status', ({ frames, labels, status }) => {
    const result = ctcLossSync({
      logits: logits.subarray(0, 12),
      shape: [1, 4, 3],
      labels: [labels],
      inputLengths: [frames],
    });
    expect(result.status[0]).toBe(status);
    expect(result.losses[0] === INF).toBe(status === 1);
  });

  test('may also have enough frames and labels of probability 0', () => {
    const masked = new Float32Array(12).fill(0);
    for (let frame = 0; frame < 4; frame++) masked[frame * 3 + 1] = -INF;
    const { losses, gradient, status } = ctcLossSync({ logits: masked, shape: [1, 4, 3], labels: [[1]] });
    expect([losses[0], status[0]]).toEqual([INF, 1]);
    expect(bitsOf(gradient)).toEqual(new Uint32Array(12));
  });
});

describe('NaN and infinity', () => {
  const { logits, shape, labels } = randomBatch(7, 3, 9, 5);
  const inputLengths = [9, 7, 9];
  const clean = ctcLossSync({ logits, shape, labels, inputLengths });
  const at = (sample: number, frame: number, label: number) => (sample * 9 + frame) * 5 + label;

  test.each([
    ['NaN', NAN],
    ['+infinity', INF],
  ])('%s in a valid frame makes only that sample NaN, with status 2', (_, value) => {
    const changed = logits.slice();
    changed[at(1, 3, 2)] = value;
    const { losses, gradient, status } = ctcLossSync({ logits: changed, shape, labels, inputLengths });
    expect(Array.from(status)).toEqual([0, 2, 0]);
    expect(losses[1]).toBeNaN();
    expect(gradient!.subarray(at(1, 0, 0), at(1, 7, 0)).every(Number.isNaN)).toBe(true);
    expect(bitsOf(gradient!.subarray(at(1, 7, 0), at(2, 0, 0)))).toEqual(new Uint32Array(10));
    for (const sample of [0, 2]) {
      expect(losses[sample]).toBe(clean.losses[sample]);
      const part = [at(sample, 0, 0), at(sample + 1, 0, 0)] as const;
      expect(bitsOf(gradient!.subarray(...part))).toEqual(bitsOf(clean.gradient!.subarray(...part)));
    }
  });

  test.each([NAN, INF, -INF, 1e30])('%d in padding changes nothing and has gradient 0', (value) => {
    const changed = logits.slice().fill(value, at(1, 7, 0), at(2, 0, 0));
    const result = ctcLossSync({ logits: changed, shape, labels, inputLengths });
    expect(bitsOf(result.losses)).toEqual(bitsOf(clean.losses));
    expect(bitsOf(result.gradient)).toEqual(bitsOf(clean.gradient));
    expect(bitsOf(result.gradient!.subarray(at(1, 7, 0), at(2, 0, 0)))).toEqual(new Uint32Array(10));
    expect(Array.from(result.status)).toEqual([0, 0, 0]);
  });

  test('a frame of only -infinity gives status 2', () => {
    const changed = logits.slice().fill(-INF, at(0, 4, 0), at(0, 5, 0));
    const { losses, status } = ctcLossSync({ logits: changed, shape, labels, inputLengths });
    expect(Array.from(status)).toEqual([2, 0, 0]);
    expect(losses[0]).toBeNaN();
  });

  test('a class at -infinity is impossible and has gradient 0', () => {
    const masked = logits.slice();
    const unused = [1, 2, 3, 4].find((label) => !labels[0]!.includes(label))!;
    for (let frame = 0; frame < 9; frame++) masked[at(0, frame, unused)] = -INF;
    const { losses, gradient, status } = ctcLossSync({ logits: masked, shape, labels, inputLengths });
    expect(Array.from(status)).toEqual([0, 0, 0]);
    expect(Number.isFinite(losses[0])).toBe(true);
    for (let frame = 0; frame < 9; frame++) expect(gradient![at(0, frame, unused)]).toBe(0);
  });
});

test('a confident sample has a loss near zero, never below it', () => {
  const logits = new Float32Array(40 * 4);
  for (let frame = 0; frame < 40; frame++) logits[frame * 4 + (frame < 20 ? 1 : 0)] = 30;
  const { losses } = ctcLossSync({ logits, shape: [1, 40, 4], labels: [[1]] });
  expect(losses[0]).toBeGreaterThanOrEqual(0);
  expect(losses[0]).toBeLessThan(5e-6);
});
