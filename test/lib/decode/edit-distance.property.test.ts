import fc from 'fast-check';
import {
  type CtcError,
  type EditDistance,
  editDistance,
  editDistanceAsync,
  errorRate,
  errorRateAsync,
  type LabelSequence,
} from '../../../lib';
import { errorOf } from '../../support/refusals';

/** Every way to edit one sequence into the other, best first by the documented order. */
function bestEdits(reference: readonly unknown[], hypothesis: readonly unknown[]): EditDistance {
  const ways = function* (i: number, j: number): Generator<[number, number, number]> {
    if (i === reference.length && j === hypothesis.length) yield [0, 0, 0];
    if (i < reference.length && j < hypothesis.length) {
      const differs = reference[i] === hypothesis[j] ? 0 : 1;
      for (const [s, n, d] of ways(i + 1, j + 1)) yield [s + differs, n, d];
    }
    if (j < hypothesis.length) for (const [s, n, d] of ways(i, j + 1)) yield [s, n + 1, d];
    if (i < reference.length) for (const [s, n, d] of ways(i + 1, j)) yield [s, n, d + 1];
  };
  const total = ([s, n, d]: [number, number, number]) => s + n + d;
  const [best] = [...ways(0, 0)].sort((one, other) => total(one) - total(other) || other[0] - one[0]);
  const [substitutions, insertions, deletions] = best!;
  return { distance: total(best!), substitutions, insertions, deletions };
}

const sequences = fc.array(fc.constantFrom(0, 1, 2, -7), { maxLength: 5 });

test('is the minimum over all ways to edit', () => {
  fc.assert(
    fc.property(sequences, sequences, (reference, hypothesis) => {
      expect(editDistance(reference, hypothesis)).toEqual(bestEdits(reference, hypothesis));
    }),
    { numRuns: 300 },
  );
});

test('the error rate is the sum of distances over the sum of reference lengths', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(sequences, sequences), { maxLength: 6 }), async (pairs) => {
      const references = pairs.map(([reference]) => reference);
      const hypotheses = pairs.map(([, hypothesis]) => hypothesis);
      const distance = pairs.reduce((sum, [one, other]) => sum + bestEdits(one, other).distance, 0);
      const expected = distance / Math.max(1, references.flat().length);
      expect(errorRate(references, hypotheses)).toBe(expected);
      expect(await errorRateAsync(references, hypotheses)).toBe(expected);
    }),
    { numRuns: 50 },
  );
});

const forms: [string, LabelSequence, LabelSequence, EditDistance][] = [
  ['characters', 'kitten', 'sitting', { distance: 3, substitutions: 2, insertions: 1, deletions: 0 }],
  ['words', ['the', 'cat'], ['the', 'fat', 'cat'], { distance: 1, substitutions: 0, insertions: 1, deletions: 0 }],
  ['an Int32Array', Int32Array.of(1, 2, 3), [1, 3], { distance: 1, substitutions: 0, insertions: 0, deletions: 1 }],
  ['characters beyond 16 bits', 'a\u{1F600}b', 'ab', { distance: 1, substitutions: 0, insertions: 0, deletions: 1 }],
  ['nothing', '', [], { distance: 0, substitutions: 0, insertions: 0, deletions: 0 }],
];

test.each(forms)('compares %s', async (_, reference, hypothesis, expected) => {
  expect(editDistance(reference, hypothesis)).toEqual(expected);
  expect(await editDistanceAsync(reference, hypothesis)).toEqual(expected);
});

test('a long asynchronous comparison can be aborted', async () => {
  const long = new Int32Array(100_000).fill(1);
  const controller = new AbortController();
  const promise = errorRateAsync([long, [1, 2]], [long, [1]], { signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(promise).rejects.toThrow('enough');
}, 120_000);

const endless = new Proxy([], { get: (_, key) => (key === 'length' ? 2 ** 52 : 1) });

const refused: [message: string, call: () => unknown, details: Partial<CtcError>][] = [
  ['reference is 7: expected', () => editDistance(7 as never, []), { argument: 'reference' }],
  ['hypothesis is undefined: expected', () => editDistance([], undefined as never), { argument: 'hypothesis' }],
  ['hypothesis[1] is NaN: expected', () => editDistance([], [1, Number.NaN]), { argument: 'hypothesis' }],
  ['reference[0] is an array of 1: expected', () => editDistance([[1]] as never, []), { argument: 'reference' }],
  ['reference has 4503599627370496 elements', () => editDistance(endless, []), { argument: 'reference' }],
  ['references is "ab" (a string): expected', () => errorRate('ab' as never, []), { argument: 'references' }],
  ['hypotheses has 1 sequences: expected 2', () => errorRate(['a', 'b'], ['a']), { argument: 'hypotheses' }],
  [
    'references[1] is null: expected',
    () => errorRate(['', null as never], ['', '']),
    { argument: 'references', sample: 1 },
  ],
];

test.each(refused)('refuses: %s', (message, call, details) => {
  const error = errorOf(call);
  expect(error.message).toContain(message);
  expect(error).toMatchObject(details);
});
