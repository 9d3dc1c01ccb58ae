import fc from 'fast-check';
import { ctcLossSync } from '../../../../lib';
import { deadEndOf } from '../../../../lib/cli/explain/dead-end';
import { type Occupancy, occupancyOf, statesOf } from '../../../../lib/cli/explain/lattice';
import { pathsThrough, softmax } from '../../../support/all-paths';
import { randomBatch } from '../../../support/random-batch';

/** The states of a path of classes if it spells the labels: a class that differs from the one before begins a label. */
function statesThrough(path: readonly number[], labels: readonly number[], blank: number): number[] | undefined {
  const states: number[] = [];
  let begun = 0;
  for (const [frame, symbol] of path.entries()) {
    if (symbol !== blank && symbol !== path[frame - 1] && symbol !== labels[begun++]) return undefined;
    states.push(symbol === blank ? 2 * begun : 2 * begun - 1);
  }
  return begun === labels.length ? states : undefined;
}

/** The expected values as sums over all paths; a step's distribution is that of the paths with the same previous state. */
function sumOverPaths(logProbs: Float64Array, frames: number, labels: readonly number[], blank: number) {
  const classes = logProbs.length / frames;
  const score = (frame: number, symbol: number) => logProbs[frame * classes + symbol]!;
  const size = 2 * labels.length + 1;
  const classOf = statesOf(labels, blank);
  // joint[frame][before * size + state]; before the first frame there is state 0 alone.
  const joint = Array.from({ length: frames }, () => new Float64Array(size * size));
  let total = 0;
  for (const path of pathsThrough(frames, classes)) {
    const states = statesThrough(path, labels, blank);
    if (states === undefined) continue;
    const weight = Math.exp(path.reduce((sum, symbol, frame) => sum + score(frame, symbol), 0));
    total += weight;
    for (const [frame, state] of states.entries()) joint[frame]![(states[frame - 1] ?? 0) * size + state]! += weight;
  }
  const posterior = new Float64Array(frames * size);
  const frameCosts = new Float64Array(frames);
  for (let frame = 0; frame < frames; frame++) {
    for (let before = 0; before < size; before++) {
      const row = joint[frame]!.subarray(before * size, (before + 1) * size);
      const sum = row.reduce((a, b) => a + b, 0);
      for (const [state, weight] of row.entries()) {
        if (weight === 0) continue;
        posterior[frame * size + state]! += weight / total;
        frameCosts[frame]! += (weight / total) * (Math.log(weight / sum) - score(frame, classOf[state]!));
      }
    }
  }
  return { total, posterior, frameCosts };
}

const CLASSES = 3;
const cases = fc.record({
  logits: fc.integer({ min: 1, max: 6 }).chain((frames) =>
    fc.array(fc.array(fc.double({ min: -6, max: 6, noNaN: true }), { minLength: CLASSES, maxLength: CLASSES }), {
      minLength: frames,
      maxLength: frames,
    }),
  ),
  blank: fc.nat(CLASSES - 1),
  spoken: fc.array(fc.nat(CLASSES - 2), { maxLength: 4 }),
});

test('posteriors and frame costs equal sums over all paths', () => {
  fc.assert(
    fc.property(cases, ({ logits, blank, spoken }) => {
      const labels = spoken.map((label) => (label < blank ? label : label + 1));
      const logProbs = Float64Array.from(logits.flatMap((row) => softmax(row).map(Math.log)));
      const expected = sumOverPaths(logProbs, logits.length, labels, blank);
      const found = occupancyOf(logProbs, logits.length, labels, blank);
      expect(found === undefined).toBe(expected.total === 0);
      if (found === undefined) return;
      found.posterior.forEach((share, i) => expect(share).toBeCloseTo(expected.posterior[i]!, 9));
      found.frameCosts.forEach((cost, frame) => expect(cost).toBeCloseTo(expected.frameCosts[frame]!, 9));
    }),
    { numRuns: 150 },
  );
});

test('long utterances: frame costs sum to the loss, and posteriors of states give the gradient', () => {
  const batch = randomBatch(11, 4, 400, 12, 3);
  const { shape, labels, inputLengths, blank } = batch;
  const [, time, classes] = shape;
  // Hundreds of frames of a hundred nats each: the probabilities are far below the smallest double.
  const logits = batch.logits.map((logit) => 20 * logit);
  const { losses, gradient } = ctcLossSync({ logits, shape, labels, inputLengths, blank });
  for (const [sample, frames] of inputLengths.entries()) {
    const start = sample * time * classes;
    const rows = Array.from({ length: frames }, (_, frame) =>
      softmaxLog([...logits.subarray(start + frame * classes, start + (frame + 1) * classes)]),
    );
    const stateClasses = statesOf(labels[sample]!, blank);
    const { posterior, states, frameCosts } = occupancyOf(
      Float64Array.from(rows.flat()),
      frames,
      labels[sample]!,
      blank,
    ) as Occupancy;
    const sum = frameCosts.reduce((a, b) => a + b, 0);
    expect(Math.abs(sum / losses[sample]! - 1)).toBeLessThan(1e-5);
    expect(Math.min(...frameCosts)).toBeGreaterThan(-1e-9);
    let worst = 0;
    for (const [frame, row] of rows.entries()) {
      const held = new Float64Array(classes);
      for (let state = 0; state < states; state++) held[stateClasses[state]!]! += posterior[frame * states + state]!;
      row.forEach((logProb, symbol) => {
        const expected = gradient![start + frame * classes + symbol]!;
        worst = Math.max(worst, Math.abs(Math.exp(logProb) - held[symbol]! - expected));
      });
    }
    expect(worst).toBeLessThan(5e-6);
  }
});

test('the dead end is where the furthest of all paths that spell the labels stop', () => {
  const masked = fc.integer({ min: 1, max: 6 }).chain((frames) =>
    fc.record({
      possible: fc.array(fc.boolean(), { minLength: frames * CLASSES, maxLength: frames * CLASSES }),
      labels: fc.array(fc.integer({ min: 1, max: CLASSES - 1 }), { maxLength: 3 }),
    }),
  );
  let deadEnds = 0;
  fc.assert(
    fc.property(masked, ({ possible, labels }) => {
      const frames = possible.length / CLASSES;
      const isPossible = (frame: number, symbol: number) => possible[frame * CLASSES + symbol]!;
      const spelling = [...pathsThrough(frames, CLASSES)].filter((path) => statesThrough(path, labels, 0));
      fc.pre(spelling.length > 0);
      const stops = spelling.map((path) => path.findIndex((symbol, frame) => !isPossible(frame, symbol)));
      const found = deadEndOf(
        Float64Array.from(possible, (is) => (is ? -1 : -Infinity)),
        frames,
        labels,
        0,
      );
      if (stops.includes(-1)) return expect(found).toBeUndefined();
      deadEnds++;
      const frame = Math.max(...stops);
      const needed = new Set(spelling.filter((_, at) => stops[at] === frame).map((path) => path[frame]!));
      expect(found!.frame).toBe(frame);
      expect([...found!.classes].sort()).toEqual([...needed].sort());
      const all = [...new Array(frames).keys()];
      const isAnywhere = [...needed].some((symbol) => all.some((each) => isPossible(each, symbol)));
      expect(found!.isEverywhere).toBe(!isAnywhere);
    }),
    { numRuns: 300 },
  );
  expect(deadEnds).toBeGreaterThan(30);
});

function softmaxLog(scores: readonly number[]): number[] {
  const largest = Math.max(...scores);
  const sum = scores.reduce((total, score) => total + Math.exp(score - largest), 0);
  return scores.map((score) => score - largest - Math.log(sum));
}

test.each([
  ['no frames, no labels', 0, [], 0],
  ['no labels', 2, [], 1],
])('%s', (_, frames, labels, state) => {
  const logProbs = new Float64Array(frames * 2).fill(Math.log(0.5));
  const { posterior, states, frameCosts } = occupancyOf(logProbs, frames, labels, 0)!;
  expect(states).toBe(1);
  expect([...posterior]).toEqual(new Array(frames).fill(state));
  frameCosts.forEach((cost) => expect(cost).toBeCloseTo(Math.log(2), 12));
});

test.each([
  [0, [1]],
  [1, [1, 1]],
  [2, [1, 1]],
  [1, [1, 2]],
])('%i frames cannot spell %j', (frames, labels) => {
  expect(occupancyOf(new Float64Array(frames * 3), frames, labels, 0)).toBeUndefined();
});
