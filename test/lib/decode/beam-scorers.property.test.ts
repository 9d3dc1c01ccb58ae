import fc from 'fast-check';
import { type BatchOptions, beamSearchDecode, readArpa } from '../../../lib';
import { formatArpa, type Ngram, sentenceLogProb, withFile } from '../../support/arpa';
import { allSequences, tablesOf } from '../../support/decoding';
import { prefixSearch } from '../../support/prefix-search';

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

/** Of equal sequences a narrow beam keeps the one that rounding favours, and that is not the same for both. */
const withoutTies = batches.map((request) => ({
  ...request,
  logits: request.logits!.map((score, i) => score + Math.sin(1 + i * i) / 8),
}));

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

const SPELLERS = {
  spaces: { symbols: SYMBOLS, wordDelimiter: ' ' },
  marks: { symbols: ['', '▁a', 'b', '▁'], wordDelimiter: '▁' },
};
type Speller = (typeof SPELLERS)[keyof typeof SPELLERS];

/** The words of a label sequence, each with the number of labels that spell it. */
function wordsOf(labels: readonly number[], { symbols, wordDelimiter }: Speller): { text: string; labels: number }[] {
  const words = [{ text: '', labels: 0 }];
  for (const label of labels) {
    const symbol = symbols[label]!;
    if (symbol.startsWith(wordDelimiter)) words.push({ text: '', labels: 0 });
    const text = symbol.replace(wordDelimiter, '');
    words.at(-1)!.text += text;
    words.at(-1)!.labels += text === '' ? 0 : 1;
  }
  return words.filter(({ text }) => text !== '');
}

const vocabularyOf = (ngrams: readonly Ngram[]) => new Set(ngrams.map(({ tokens }) => tokens.join(' ')));

/** The n-gram scorer's definition: of whole sequences. `penalties`: how often `unknown` counts. */
function gainOf(
  ngrams: readonly Ngram[],
  tokens: readonly string[],
  penalties: number,
  { weight, bonus, unknown }: Weights,
): number {
  const penalty = penalties === 0 ? 0 : penalties * unknown;
  return weight * Math.LN10 * sentenceLogProb(ngrams, tokens) + bonus * tokens.length + penalty;
}

type Weights = Readonly<Record<'weight' | 'bonus' | 'unknown', number>>;

/** An unknown word counts a sixth of `unknown` for each of its labels. */
function gainOfWords(ngrams: readonly Ngram[], labels: readonly number[], speller: Speller, weights: Weights): number {
  const words = wordsOf(labels, speller);
  const known = vocabularyOf(ngrams);
  const unknownLabels = words.reduce((sum, { text, labels: count }) => sum + (known.has(text) ? 0 : count), 0);
  return gainOf(
    ngrams,
    words.map(({ text }) => text),
    unknownLabels / 6,
    weights,
  );
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

/** Words that both spellers can spell. */
const SPELT = { spaces: WORDS, marks: ['a', 'b', 'ab', 'bb', 'abb'] };

test.each(['spaces', 'marks'] as const)(
  'words between %s are scored by the model, its back-off and penalties',
  (name) => {
    const speller = SPELLERS[name];
    fc.assert(
      fc.property(batches, models(SPELT[name]), weights, (request, ngrams, given) => {
        const scorer = { model: withFile(formatArpa(ngrams), readArpa), ...speller, ...given };
        expectAllSequences(request, scorer, (labels) => gainOfWords(ngrams, labels, speller, given));
      }),
      RUNS,
    );
  },
);

test.each(['spaces', 'marks'] as const)('words between %s are charged as soon as they cannot be completed', (name) => {
  const speller = SPELLERS[name];
  /** Texts of all label sequences that spell a word of the model, with all their beginnings. */
  const prefixesOf = (known: ReadonlySet<string>) => {
    const pieces = speller.symbols.slice(1).filter((symbol) => symbol !== speller.wordDelimiter);
    const first = pieces.map((symbol) => symbol.replace(speller.wordDelimiter, ''));
    const later = pieces.filter((symbol) => !symbol.startsWith(speller.wordDelimiter));
    const prefixes = new Set<string>();
    const visit = (texts: readonly string[]) => {
      const text = texts.join('');
      if (known.has(text)) texts.forEach((_, i) => prefixes.add(texts.slice(0, i + 1).join('')));
      if (texts.length < 3) for (const next of texts.length === 0 ? first : later) visit([...texts, next]);
    };
    visit([]);
    return prefixes;
  };
  fc.assert(
    fc.property(
      withoutTies,
      models(SPELT[name]),
      weights,
      fc.integer({ min: 1, max: 4 }),
      (request, ngrams, given, beamWidth) => {
        if (given.unknown === -Infinity) return;
        const known = vocabularyOf(ngrams);
        const prefixes = prefixesOf(known);
        const rank = (labels: readonly number[]) => {
          const words = wordsOf(labels, speller);
          const isOpen = labels.length > 0 && speller.symbols[labels.at(-1)!] !== speller.wordDelimiter;
          const finished = isOpen ? words.slice(0, -1) : words;
          const open = isOpen ? words.at(-1)! : { text: '', labels: 0 };
          const unknownLabels = finished.reduce(
            (sum, { text, labels: count }) => sum + (known.has(text) ? 0 : count),
            0,
          );
          const charged = unknownLabels + (prefixes.has(open.text) ? 0 : open.labels);
          const texts = finished.map(({ text }) => text);
          return (
            given.weight * Math.LN10 * sentenceLogProb(ngrams, texts, false) +
            given.bonus * finished.length +
            (charged / 6) * given.unknown
          );
        };
        const gain = (prefix: readonly number[], label: number | undefined) =>
          (label === undefined ? gainOfWords(ngrams, prefix, speller, given) : rank([...prefix, label])) - rank(prefix);
        const scorer = { model: withFile(formatArpa(ngrams), readArpa), ...speller, ...given };
        const found = beamSearchDecode({ ...request, scorer, beamWidth, topPaths: beamWidth });
        const options = { beamWidth, classesPerFrame: 1000, logProbThreshold: -Infinity, gain };
        for (const [sample, table] of tablesOf(request).entries()) {
          const expected = prefixSearch(table, options);
          expect(found[sample]!.map(({ labels }) => [...labels])).toEqual(expected.map(({ labels }) => labels));
          for (const [place, { probability, worth }] of expected.entries()) {
            expect(found[sample]![place]!.logProb).toBeCloseTo(Math.log(probability), 4);
            expect(found[sample]![place]!.score).toBeCloseTo(Math.log(worth), 3);
          }
        }
      },
    ),
    RUNS,
  );
});

test('labels are scored by the model and its back-off', () => {
  const symbols = ['', 'one', 'zwei', '三'];
  fc.assert(
    fc.property(batches, models(symbols.slice(1)), weights, (request, ngrams, given) => {
      const scorer = { model: withFile(formatArpa(ngrams), readArpa), symbols, tokens: 'labels' as const, ...given };
      const known = vocabularyOf(ngrams);
      expectAllSequences(request, scorer, (labels) => {
        const tokens = labels.map((label) => symbols[label]!);
        return gainOf(ngrams, tokens, tokens.filter((token) => !known.has(token)).length, given);
      });
    }),
    RUNS,
  );
});

test('a function scores each label by its prefix, and the end', () => {
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

test('a function that returns the scores of a model finds the same paths in a narrow beam', () => {
  fc.assert(
    fc.property(withoutTies, models(['a', 'b', 'ab']), fc.integer({ min: 1, max: 4 }), (request, ngrams, beamWidth) => {
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
