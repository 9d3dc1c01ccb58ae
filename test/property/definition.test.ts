import fc from 'fast-check';
import { ctcLossSync } from '../../lib';
import { sumOverAllPaths } from '../support/all-paths';

/** One sample, small enough that every path can be walked. Feasible or not, with repeats, any class the blank. */
const tinySamples = fc
  .record({ classes: fc.integer({ min: 1, max: 4 }), frames: fc.integer({ min: 0, max: 5 }) })
  .chain(({ classes, frames }) =>
    fc.record({
      classes: fc.constant(classes),
      blank: fc.integer({ min: 0, max: classes - 1 }),
      frames: fc.array(
        fc.array(fc.float({ min: -20, max: 20, noNaN: true }), { minLength: classes, maxLength: classes }),
        {
          minLength: frames,
          maxLength: frames,
        },
      ),
      spoken:
        classes === 1
          ? fc.constant<number[]>([])
          : fc.array(fc.integer({ min: 1, max: classes - 1 }), { maxLength: 4 }),
    }),
  )
  .map(({ classes, blank, frames, spoken }) => ({
    classes,
    blank,
    frames,
    labels: spoken.map((label) => (label <= blank ? label - 1 : label)),
  }));

const lossOf = (frames: readonly (readonly number[])[], classes: number, labels: readonly number[], blank: number) =>
  ctcLossSync({
    logits: Float32Array.from(frames.flat()),
    shape: [1, frames.length, classes],
    labels: [labels],
    blank,
  });

test('loss and gradient are those of the definition: the sum over all paths', () => {
  fc.assert(
    fc.property(tinySamples, ({ classes, blank, frames, labels }) => {
      const { losses, gradient, status } = lossOf(frames, classes, labels, blank);
      const expected = sumOverAllPaths({ frames, labels, blank });
      expect(status[0]).toBe(expected.loss === Number.POSITIVE_INFINITY ? 1 : 0);
      if (status[0] === 1) {
        expect(losses[0]).toBe(Number.POSITIVE_INFINITY);
      } else {
        expect(Math.abs(losses[0]! - expected.loss)).toBeLessThanOrEqual(5e-6 + 2e-6 * expected.loss);
      }
      for (const [i, value] of expected.gradient.flat().entries()) {
        expect(Math.abs(gradient![i]! - value)).toBeLessThanOrEqual(5e-6);
      }
    }),
    { numRuns: 500 },
  );
});

test('the gradient is the slope of the loss', () => {
  const step = 2 ** -7;
  fc.assert(
    fc.property(tinySamples, fc.nat(), fc.nat(), ({ classes, blank, frames, labels }, frameChoice, classChoice) => {
      const { losses, status, gradient } = lossOf(frames, classes, labels, blank);
      fc.pre(frames.length > 0 && status[0] === 0);
      const frame = frameChoice % frames.length;
      const label = classChoice % classes;
      const moved = (by: number) => {
        const rows = frames.map((row) => [...row]);
        rows[frame]![label]! += by;
        return lossOf(rows, classes, labels, blank).losses[0]!;
      };
      const slope = (moved(step) - moved(-step)) / (2 * step);
      expect(Math.abs(gradient![frame * classes + label]! - slope)).toBeLessThan(5e-3 + 1e-4 * losses[0]!);
    }),
    { numRuns: 300 },
  );
});
