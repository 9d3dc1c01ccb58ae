import fc from 'fast-check';
import { type BeamSearchRequest, beamSearchDecode } from '../../../lib';
import { tablesOf } from '../../support/decoding';
import { prefixSearch } from '../../support/prefix-search';

/** Beams that do not hold every sequence, against a prefix search that makes all extensions, sorts and cuts. */

/** Few values and many ties, but no near-ties: scores that differ do so by far more than rounding. */
const SCORES = {
  probs: fc.oneof(fc.constant(0), fc.constantFrom(1, 1 / 2, 1 / 4, 1 / 8, 3 / 8)),
  logProbs: fc.oneof(
    fc.constantFrom(-Infinity, -Infinity, 0, -1, -2),
    fc.integer({ min: -500, max: 50 }).map((hundredths) => hundredths / 100),
  ),
  logits: fc.oneof(
    fc.constantFrom(-Infinity, -Infinity, 0, 1, 2),
    fc.integer({ min: -400, max: 400 }).map((hundredths) => hundredths / 100),
  ),
};

interface Search extends BeamSearchRequest {
  readonly beamWidth: number;
  readonly classesPerFrame: number;
  readonly logProbThreshold: number;
}

const searchesOf = (classes: fc.Arbitrary<number>): fc.Arbitrary<Search> =>
  fc
    .record({
      input: fc.constantFrom('logits' as const, 'logProbs' as const, 'probs' as const),
      batch: fc.integer({ min: 1, max: 2 }),
      time: fc.integer({ min: 0, max: 6 }),
      classes,
    })
    .chain(({ input, batch, time, classes }) => {
      const size = batch * time * classes;
      return fc.record({
        [input]: fc
          .array(SCORES[input], { minLength: size, maxLength: size })
          .map((scores) => withPossibleFrames(input, Float32Array.from(scores), classes)),
        shape: fc.constant([batch, time, classes] as [number, number, number]),
        inputLengths: fc.array(fc.oneof({ weight: 4, arbitrary: fc.constant(time) }, fc.nat({ max: time })), {
          minLength: batch,
          maxLength: batch,
        }),
        blank: fc.integer({ min: -classes, max: classes - 1 }),
        mergeRepeated: fc.boolean(),
        beamWidth: fc.integer({ min: 1, max: 6 }),
        classesPerFrame: fc.oneof({ weight: 3, arbitrary: fc.constant(1000) }, fc.integer({ min: 1, max: 4 })),
        logProbThreshold: fc.oneof(
          { weight: 3, arbitrary: fc.constant(-Infinity) },
          fc.constantFrom(-0.25, -1, -1.5, -3),
        ),
      }) as unknown as fc.Arbitrary<Search>;
    });

const searches = searchesOf(
  fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 1, max: 4 }) }, fc.integer({ min: 5, max: 40 })),
);

/** Logits that are all -Infinity have no softmax. */
function withPossibleFrames(input: keyof typeof SCORES, scores: Float32Array, classes: number): Float32Array {
  if (input !== 'logits') return scores;
  return scores.map((score, i) => (i % classes === 0 && score === -Infinity ? 0 : score));
}

function expectAsDefined(search: Search, gain?: (prefix: readonly number[], label?: number) => number): void {
  const request = gain === undefined ? search : { ...search, scorer: toScorer(gain) };
  const found = beamSearchDecode({ ...request, topPaths: search.beamWidth });
  for (const [sample, table] of tablesOf(search).entries()) {
    const expected = prefixSearch(table, { ...search, ...(gain && { gain }) });
    const paths = found[sample]!;
    if (expected.length === 0) {
      expect(paths).toMatchObject([{ labels: new Int32Array(0), logProb: -Infinity }]);
      continue;
    }
    const logProbs = new Map(paths.map(({ labels, logProb }) => [labels.join(), logProb]));
    expect([...logProbs.keys()].sort()).toEqual(expected.map(({ labels }) => labels.join()).sort());
    for (const { labels, probability } of expected) {
      expect(logProbs.get(labels.join())).toBeCloseTo(Math.log(probability), 4);
    }
    const ranks = paths.map(({ logProb, score = logProb }) => score);
    expect(ranks).toEqual([...ranks].sort((one, other) => other - one));
  }
  for (const topPaths of [1, Math.ceil(search.beamWidth / 2)]) {
    expect(beamSearchDecode({ ...request, topPaths })).toEqual(found.map((paths) => paths.slice(0, topPaths)));
  }
}

const toScorer =
  (gain: (prefix: readonly number[], label?: number) => number) => (prefix: Int32Array, label?: number) =>
    gain([...prefix], label);

test('a narrow beam keeps the best prefixes of each frame', () => {
  fc.assert(
    fc.property(searches, (search) => expectAsDefined(search)),
    { numRuns: 2000 },
  );
});

test('a narrow beam with a scorer keeps the best prefixes of each frame', () => {
  const gains = fc.func(fc.constantFrom(0, 0, -Math.LN2, Math.LN2, -Infinity, -0.3));
  fc.assert(
    fc.property(searches, gains, (search, drawn) =>
      expectAsDefined(search, (prefix, label) => drawn(prefix.join(), label)),
    ),
    { numRuns: 600 },
  );
});

test('a narrow beam over a wide vocabulary keeps the best prefixes of each frame', () => {
  fc.assert(
    fc.property(searchesOf(fc.integer({ min: 200, max: 1000 })), (search) => expectAsDefined(search)),
    { numRuns: 20 },
  );
});
