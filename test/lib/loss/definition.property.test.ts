import fc from 'fast-check';
import { type CtcRequest, ctcLossSync, diagnose } from '../../../lib';
import { type Sample, sumOverAllPaths } from '../../support/all-paths';

type TinySample = Required<Sample> & { readonly classes: number };

const SCORES = {
  logits: fc.float({ min: -20, max: 20, noNaN: true }),
  // Not normalised: log-scores are used as they are.
  logProbs: fc.float({ min: -20, max: 2, noNaN: true }),
  probs: fc.oneof(fc.constant(0), fc.float({ min: 2 ** -20, max: 2, noNaN: true })),
};

/** One sample, small enough to enumerate every path: feasible or not, with repeats, with any class as the blank. */
const tinySamples: fc.Arbitrary<TinySample> = fc
  .record({
    classes: fc.integer({ min: 1, max: 4 }),
    frames: fc.integer({ min: 0, max: 5 }),
    input: fc.constantFrom('logits', 'logProbs', 'probs'),
  })
  .chain(({ classes, frames, input }) =>
    fc.record({
      classes: fc.constant(classes),
      input: fc.constant(input),
      blank: fc.integer({ min: 0, max: classes - 1 }),
      mergeRepeated: fc.boolean(),
      frames: fc.array(fc.array(SCORES[input], { minLength: classes, maxLength: classes }), {
        minLength: frames,
        maxLength: frames,
      }),
      spoken:
        classes === 1
          ? fc.constant<number[]>([])
          : fc.array(fc.integer({ min: 1, max: classes - 1 }), { maxLength: 4 }),
    }),
  )
  .map(({ spoken, blank, ...rest }) => ({
    ...rest,
    blank,
    labels: spoken.map((label) => (label <= blank ? label - 1 : label)),
  }));

function requestFor({ frames, classes, input, labels, blank, mergeRepeated }: TinySample): CtcRequest {
  return {
    [input]: Float32Array.from(frames.flat()),
    shape: [1, frames.length, classes],
    labels: [labels],
    blank,
    mergeRepeated,
  };
}

test('loss and gradient equal the definition, a sum over all paths', () => {
  fc.assert(
    fc.property(tinySamples, (sample) => {
      const { losses, gradient, status } = ctcLossSync(requestFor(sample));
      const expected = sumOverAllPaths(sample);
      expect(status[0]).toBe(expected.loss === Number.POSITIVE_INFINITY ? 1 : 0);
      if (status[0] === 1) {
        expect(losses[0]).toBe(Number.POSITIVE_INFINITY);
      } else {
        expect(Math.abs(losses[0]! - expected.loss)).toBeLessThanOrEqual(5e-6 + 2e-6 * Math.abs(expected.loss));
      }
      const scores = sample.frames.flat();
      for (const [i, value] of expected.gradient.flat().entries()) {
        // The posterior is exact to 5e-6, and the gradient divides it by the probability.
        const unit = sample.input === 'probs' ? 1 / Math.max(scores[i]!, 2 ** -20) : 1;
        expect(Math.abs(gradient![i]! - value)).toBeLessThanOrEqual(5e-6 * Math.max(1, unit));
      }
    }),
    { numRuns: 1500 },
  );
});

test('a diagnosis has the loss and the blank share of the definition', () => {
  fc.assert(
    fc.property(tinySamples, (sample) => {
      const [{ loss, status, blankShare, feasible } = {} as never] = diagnose(requestFor(sample));
      const expected = sumOverAllPaths(sample);
      expect(status).toBe(expected.loss === Number.POSITIVE_INFINITY ? 1 : 0);
      fc.pre(status === 0 && sample.frames.length > 0);
      expect(feasible).toBe(true);
      expect(Math.abs(loss - expected.loss)).toBeLessThanOrEqual(5e-6 + 2e-6 * Math.abs(expected.loss));
      expect(Math.abs(blankShare - expected.blankShare)).toBeLessThanOrEqual(5e-6);
    }),
    { numRuns: 500 },
  );
});

test('the gradient equals a finite difference of the loss', () => {
  const step = 2 ** -7;
  fc.assert(
    fc.property(tinySamples, fc.nat(), fc.nat(), (sample, frameChoice, classChoice) => {
      const { losses, status, gradient } = ctcLossSync(requestFor(sample));
      // For a small probability the step is too large: the test above covers those.
      fc.pre(sample.frames.length > 0 && status[0] === 0);
      const frame = frameChoice % sample.frames.length;
      const label = classChoice % sample.classes;
      fc.pre(sample.input !== 'probs' || sample.frames[frame]![label]! > 0.25);
      const moved = (by: number) => {
        const frames = sample.frames.map((row) => [...row]);
        frames[frame]![label]! += by;
        return ctcLossSync(requestFor({ ...sample, frames })).losses[0]!;
      };
      const slope = (moved(step) - moved(-step)) / (2 * step);
      expect(Math.abs(gradient![frame * sample.classes + label]! - slope)).toBeLessThan(
        1e-2 + 1e-4 * Math.abs(losses[0]!),
      );
    }),
    { numRuns: 500 },
  );
});
