import fc from 'fast-check';
import { type PlacedText, spreadTexts } from '../../../../lib/cli/explain/spread-texts';

const LENGTH = 100;
const texts = fc
  .array(fc.record({ middle: fc.integer({ min: 0, max: LENGTH }), width: fc.integer({ min: 1, max: 12 }) }), {
    maxLength: 12,
  })
  .map((all) => all.sort((one, other) => one.middle - other.middle));

const usedBy = (all: readonly PlacedText[]) => all.reduce((sum, { width }) => sum + width, 0);
const shiftsOf = (all: readonly PlacedText[], middles: readonly number[]) =>
  all.reduce((sum, { middle }, index) => sum + (middles[index]! - middle) ** 2, 0);

/** Whether texts at these middles neither overlap nor leave the line. */
function isClear(all: readonly PlacedText[], middles: readonly number[], tolerance = 0): boolean {
  let end = 0;
  for (const [index, { width }] of all.entries()) {
    if (middles[index]! - width / 2 < end - tolerance) return false;
    end = middles[index]! + width / 2;
  }
  return end <= LENGTH + tolerance;
}

test('texts never overlap or leave the line, and stay where they are if they do not anyway', () => {
  fc.assert(
    fc.property(texts, (all) => {
      const middles = spreadTexts(all, LENGTH);
      expect(middles === undefined).toBe(usedBy(all) > LENGTH);
      if (middles === undefined) return;
      expect(isClear(all, middles, 1e-9)).toBe(true);
      const own = all.map(({ middle }) => middle);
      if (isClear(all, own)) middles.forEach((middle, index) => expect(middle).toBeCloseTo(own[index]!, 9));
    }),
  );
});

test('no other clear places are nearer', () => {
  const nudges = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 12, maxLength: 12 });
  let compared = 0;
  fc.assert(
    fc.property(texts, nudges, fc.double({ min: 0, max: 1, noNaN: true }), (all, nudge, scale) => {
      const middles = spreadTexts(all, LENGTH);
      fc.pre(middles !== undefined);
      const others = middles!.map((middle, index) => middle + scale * nudge[index]!);
      if (!isClear(all, others)) return;
      compared++;
      expect(shiftsOf(all, others)).toBeGreaterThanOrEqual(shiftsOf(all, middles!) - 1e-9);
    }),
    { numRuns: 2000 },
  );
  expect(compared).toBeGreaterThan(50);
});
