import fc from 'fast-check';
import { type BatchOptions, beamSearchDecode, type NgramScorer, readArpa } from '../../../lib';
import { formatArpa, type Ngram, sentenceLogProb, withFile } from '../../support/arpa';
import { allSequences, tablesOf } from '../../support/decoding';

/** The search with a scorer, in a beam that holds every sequence, against all sequences' exact probabilities. */

const RUNS = { numRuns: 150 };

const SYMBOLS = ['', 'a', ' ', 'b'];
const WORDS = ['a', 'b', 'aa', 'ab', 'ba', 'bb', 'aab', 'bab'];

const batches: fc.Arbitrary<BatchOptions> = fc.integer({ min: 0, max: 5 }).chain((time) =>
  fc.record({
    logits: fc
      .array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 2 * time * 4, maxLength: 2 * time * 4 })
      .map((scores) => Float32Array.from(scores)),
    shape: fc.constant([2, time, 4] as [number, number, number]),
    inputLengths: fc.tuple(fc.nat({ max: time }), fc.nat({ max: time })),
    mergeRepeated: fc.boolean(),
  }),
);

const decimals = fc.integer({ min: -300, max: 0 }).map((hundredths) => hundredths / 100);
const backOffs = fc.integer({ min: -200, max: 50 }).map((hundredths) => hundredths / 100);

/** N-grams of up to `order` of the tokens, each with all its beginnings, as the format has it. */
function ngramsOf(vocabulary: readonly string[], order: number): fc.Arbitrary<Ngram[]> {
  const longer = fc.uniqueArray(
    fc.array(fc.constantFrom(...vocabulary), { minLength: Math.min(2, order), maxLength: order }),
    { maxLength: 12, selector: (tokens) => tokens.join(' ') },
  );
  return longer
    .map((sequences) => {
      const beginnings = sequences.flatMap((tokens) => tokens.map((_, i) => tokens.slice(0, i + 1)));
      const all = [...vocabulary.map((token) => [token]), ...beginnings];
      return [...new Map(all.map((tokens) => [tokens.join(' '), tokens])).values()];
    })
    .chain((all) =>
      fc.tuple(
        ...all.map((tokens) => fc.record({ tokens: fc.constant(tokens), logProb: decimals, backOff: backOffs })),
      ),
    );
}

const models = (known: readonly string[]) =>
  fc
    .tuple(
      fc.subarray([...known], { minLength: 1 }),
      fc.subarray(['<s>', '</s>', '<unk>']),
      fc.integer({ min: 1, max: 4 }),
    )
    .chain(([words, marks, order]) => ngramsOf([...marks, ...words], order));

const weights = fc.record({
  weight: fc.double({ min: 0, max: 2, noNaN: true }),
  bonus: fc.double({ min: -2, max: 3, noNaN: true }),
  unknown: fc.oneof(fc.double({ min: -9, max: 0, noNaN: true }), fc.constant(-Infinity)),
});

const textOf = (labels: readonly number[]) => labels.map((label) => SYMBOLS[label]).join('');

/** What the n-gram scorer is to give, from the definition. */
function gainOf(ngrams: readonly Ngram[], tokens: readonly string[], { weight, bonus, unknown }: NgramScorer): number {
  const known = new Set(ngrams.map((ngram) => ngram.tokens.join(' ')));
  const strange = tokens.filter((token) => !known.has(token)).length;
  const penalty = strange === 0 ? 0 : strange * unknown!;
  return weight! * Math.LN10 * sentenceLogProb(ngrams, tokens) + bonus! * tokens.length + penalty;
}

function expectAllSequences(
  request: BatchOptions,
  scorer: NonNullable<Parameters<typeof beamSearchDecode>[0]['scorer']>,
  gain: (labels: readonly number[], sample: number) => number,
): void {
  const found = beamSearchDecode({ ...request, scorer, beamWidth: 2000, topPaths: 2000 });
  for (const [sample, table] of tablesOf(request).entries()) {
    const expected = new Map(
      allSequences(table)
        .map(({ labels, logProb }) => ({ labels, logProb, score: logProb + gain(labels, sample) }))
        .filter(({ score }) => score > -Infinity)
        .map((path) => [path.labels.join(), path]),
    );
    const paths = found[sample]!;
    if (expected.size === 0) {
      expect(paths).toMatchObject([{ logProb: -Infinity, score: -Infinity }]);
      continue;
    }
    expect(paths.map(({ labels }) => labels.join()).sort()).toEqual([...expected.keys()].sort());
    for (const { labels, logProb, score } of paths) {
      expect(logProb).toBeCloseTo(expected.get(labels.join())!.logProb, 4);
      expect(score).toBeCloseTo(expected.get(labels.join())!.score, 3);
    }
    const scores = paths.map(({ score }) => score!);
    expect(scores).toEqual([...scores].sort((one, other) => other - one));
  }
}

test('words are weighed by the model and its back-off', () => {
  fc.assert(
    fc.property(batches, models(WORDS), weights, (request, ngrams, given) => {
      const scorer = { model: withFile(formatArpa(ngrams), readArpa), symbols: SYMBOLS, ...given };
      const wordsOf = (labels: readonly number[]) => textOf(labels).split(' ').filter(Boolean);
      expectAllSequences(request, scorer, (labels) => gainOf(ngrams, wordsOf(labels), scorer));
    }),
    RUNS,
  );
});

test('symbols that begin with the delimiter begin words', () => {
  const symbols = ['', '▁a', 'b', '▁'];
  fc.assert(
    fc.property(batches, models(WORDS), weights, (request, ngrams, given) => {
      const scorer = { model: withFile(formatArpa(ngrams), readArpa), symbols, wordDelimiter: '▁', ...given };
      const wordsOf = (labels: readonly number[]) =>
        labels
          .map((label) => symbols[label])
          .join('')
          .split('▁');
      expectAllSequences(request, scorer, (labels) => gainOf(ngrams, wordsOf(labels).filter(Boolean), scorer));
    }),
    RUNS,
  );
});

test('labels are weighed by the model and its back-off', () => {
  const symbols = ['', 'one', 'zwei', '三'];
  fc.assert(
    fc.property(batches, models(symbols.slice(1)), weights, (request, ngrams, given) => {
      const scorer = { model: withFile(formatArpa(ngrams), readArpa), symbols, tokens: 'labels' as const, ...given };
      expectAllSequences(request, scorer, (labels) =>
        gainOf(
          ngrams,
          labels.map((label) => symbols[label]!),
          scorer,
        ),
      );
    }),
    RUNS,
  );
});

test('a function weighs each label by what is before it, and the end', () => {
  const gains = fc.func(
    fc.oneof({ weight: 5, arbitrary: fc.double({ min: -3, max: 3, noNaN: true }) }, fc.constant(-Infinity)),
  );
  fc.assert(
    fc.property(batches, gains, (request, drawn) => {
      const gain = (prefix: readonly number[], label: number | undefined, sample: number) =>
        drawn(prefix.join(), label, sample) as number;
      const asked: string[] = [];
      const scorer = (prefix: Int32Array, label: number | undefined, sample: number) => {
        asked.push([sample, prefix.join(), label].join('|'));
        return gain([...prefix], label, sample);
      };
      expectAllSequences(request, scorer, (labels, sample) =>
        [...labels, undefined].reduce<number>((sum, label, i) => sum + gain(labels.slice(0, i), label, sample), 0),
      );
      expect(new Set(asked).size).toBe(asked.length);
    }),
    RUNS,
  );
});

/** Of equal sequences a narrow beam keeps the one that rounding favours, and that is not the same for both. */
const withoutTies = batches.map((request) => ({
  ...request,
  logits: request.logits!.map((score, i) => score + Math.sin(1 + i * i) / 8),
}));

test('a function that says what the model says finds the same in a narrow beam', () => {
  fc.assert(
    fc.property(withoutTies, models(WORDS), fc.integer({ min: 1, max: 4 }), (request, ngrams, beamWidth) => {
      const model = withFile(formatArpa(ngrams), readArpa);
      const symbols = ['', 'a', 'b', 'ab'];
      const scorer = { model, symbols, tokens: 'labels' as const, weight: 1 };
      const logProb = (labels: readonly number[], isWhole: boolean) => {
        const tokens = labels.map((label) => symbols[label]!);
        return Math.LN10 * sentenceLogProb(ngrams, tokens, isWhole);
      };
      const asFunction = (prefix: Int32Array, label: number | undefined) =>
        label === undefined
          ? logProb([...prefix], true) - logProb([...prefix], false)
          : logProb([...prefix, label], false) - logProb([...prefix], false);
      const options = { ...request, beamWidth, topPaths: beamWidth };
      const expected = beamSearchDecode({ ...options, scorer: asFunction });
      for (const [sample, paths] of beamSearchDecode({ ...options, scorer }).entries()) {
        expect(paths).toHaveLength(expected[sample]!.length);
        for (const [place, { logProb: found, score }] of paths.entries()) {
          expect(found).toBeCloseTo(expected[sample]![place]!.logProb, 4);
          expect(score).toBeCloseTo(expected[sample]![place]!.score!, 4);
        }
      }
    }),
    RUNS,
  );
});
