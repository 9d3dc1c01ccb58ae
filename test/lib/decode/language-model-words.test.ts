import { beamSearchDecode, beamSearchDecodeAsync, type NgramScorer, readArpa } from '../../../lib';
import { formatArpa, withFile } from '../../support/arpa';
import { errorOf } from '../../support/refusals';

/** Models of words and the symbols that spell them, or do not. */

const LOG10 = { '<unk>': -2, '<s>': -99, '</s>': -1, the: -0.7, cat: -0.8 };

const modelOf = (...words: string[]) =>
  withFile(
    formatArpa(
      ['<unk>', '<s>', '</s>', ...words].map((token) => ({
        tokens: [token],
        logProb: { ...LOG10 }[token] ?? -1,
        backOff: 0,
      })),
    ),
    readArpa,
  );

/** Reads frames that each favour one symbol. */
function read(
  symbols: readonly string[],
  favoured: readonly number[],
  scorer: Omit<NgramScorer, 'symbols'>,
  peak = 0.9,
) {
  const classes = symbols.length;
  const probs = Float32Array.from(
    favoured.flatMap((best) => symbols.map((_, label) => (label === best ? peak : (1 - peak) / (classes - 1)))),
  );
  const request = { probs, shape: [1, favoured.length, classes] as const, scorer: { ...scorer, symbols } };
  const [[path]] = beamSearchDecode(request) as [[never]];
  const { labels, score, logProb } = path as { labels: Int32Array; score: number; logProb: number };
  return { text: Array.from(labels, (label) => symbols[label]).join(''), score, logProb, gain: score - logProb };
}

const THE_CAT = [1, 2, 3, 4, 5, 6, 1];
const theCat = modelOf('the', 'cat');

test('words that the symbols spell gain what the model gives them', () => {
  const { text, gain } = read(['', 't', 'h', 'e', ' ', 'c', 'a'], THE_CAT, { model: theCat, weight: 1 });
  expect(text).toBe('the cat');
  expect(gain).toBeCloseTo(Math.LN10 * (LOG10.the + LOG10.cat + LOG10['</s>']), 5);
});

const NFC = 'caf\u00e9';
const NFD = 'cafe\u0301';

const mistakes: [what: string, words: string[], scorer: Partial<NgramScorer>, message: string][] = [
  [
    'symbols in capitals',
    ['the', 'cat'],
    { symbols: ['', ...'THECA', ' '] },
    'scorer.symbols cannot spell "the", a word of the model, but "THE": use the same case in both',
  ],
  [
    'symbols in capitals, and a word of both cases',
    ['the', 'cat', 'I'],
    { symbols: ['', ...'THECAI', ' '] },
    'scorer.symbols cannot spell "the", a word of the model, but "THE": use the same case in both',
  ],
  [
    'a model in capitals',
    ['THE', "CAT'S"],
    { symbols: ['', ..."thecas'", '|'], wordDelimiter: '|' },
    'scorer.symbols cannot spell "CAT\'S", a word of the model, but "cat\'s": use the same case in both',
  ],
  [
    'a composed letter in the model alone',
    [NFC, 'the'],
    { symbols: ['', ...'cafeth', '\u0301', ' '] },
    `scorer.symbols cannot spell "${NFC}", a word of the model, as it is encoded there, but spell the same text in ` +
      "another Unicode form: convert both to one form, such as with normalize('NFC')",
  ],
  [
    'a composed letter in the symbols alone',
    [NFD, 'the'],
    { symbols: ['', ...'cafeth', '\u00e9', ' '] },
    `scorer.symbols cannot spell "${NFD}", a word of the model, as it is encoded there, but spell`,
  ],
  [
    'another alphabet',
    ['кот', 'the1'],
    { symbols: ['', ...'thecat', ' '] },
    'scorer.symbols cannot spell "the1", the most probable such word of the model, and none of its 2 most probable words: ' +
      "expected symbols in the letters of the model, or tokens: 'labels' if each label is a token of the model",
  ],
  [
    'a mark and a space together, and the mark not named',
    ['the', 'cat'],
    { symbols: ['', '▁the', '▁c', 'at', ' '] },
    'scorer.symbols[1] is "▁the", which would be part of a word, but no word of the model contains "▁": expected one mark ' +
      'between words, and the wordDelimiter is " "; if that mark is right, set wordDelimiter: "▁"',
  ],
  [
    'a mark and a space together, and the mark named',
    ['the', 'cat'],
    { symbols: ['', '▁the', '▁c', 'at', ' '], wordDelimiter: '▁' },
    'scorer.symbols[4] is " ", which would be part of a word, but no word of the model contains " ": expected one mark ' +
      'between words, and the wordDelimiter is "▁"',
  ],
  [
    'a bar and a space together',
    ['the', 'cat'],
    { symbols: ['', ...'thecat', '|', ' '] },
    'scorer.symbols[7] is "|", which would be part of a word',
  ],
  [
    'a model of pieces',
    ['▁the', '▁c', '▁a'],
    { symbols: ['', '▁the', '▁c', '▁a'], wordDelimiter: '▁' },
    "it contains the wordDelimiter \"▁\", which is no part of a word. If the model's tokens are the labels, set tokens: 'labels'",
  ],
  [
    'marks at the end',
    ['the', 'cat'],
    { symbols: ['', 'the_', 'ca', 't_'], wordDelimiter: '_' },
    'scorer.symbols[1] is "the_" (a string): expected the wordDelimiter "_" at its beginning only; marks at the end are not supported',
  ],
  [
    'marks at the end beside one at the beginning',
    ['the', 'cat'],
    { symbols: ['', 'the</w>', 'ca', 't</w>', '</w>'], wordDelimiter: '</w>' },
    'scorer.symbols[1] is "the</w>" (a string): expected the wordDelimiter "</w>" at its beginning only; marks at the end',
  ],
  [
    'a space among labels',
    ['t', 'h', '|'],
    { symbols: ['', 't', 'h', ' '], tokens: 'labels' },
    "scorer.symbols[3] is \" \": no token of an ARPA file contains white space; expected the model's token for it, such as '|'",
  ],
  [
    'labels in capitals',
    ['t', 'h'],
    { symbols: ['', 'T', 'H'], tokens: 'labels' },
    'scorer.symbols has none of the 2 most probable tokens of the model, such as "h": expected a token for each class, ' +
      "or tokens: 'words' if the labels spell words",
  ],
];

test.each(mistakes)('reports %s', async (_, words, options, message) => {
  const symbols = options.symbols!;
  const request = {
    probs: new Float32Array(symbols.length).fill(1 / symbols.length),
    shape: [1, 1, symbols.length] as const,
    scorer: { model: modelOf(...words), symbols, ...options },
  };
  const refused = { code: 'ERR_CTC_RANGE', argument: 'scorer', message: expect.stringContaining(message) };
  expect(errorOf(() => beamSearchDecode(request))).toMatchObject(refused);
  await expect(beamSearchDecodeAsync(request)).rejects.toMatchObject(refused);
});

test.each<[what: string, words: string[], options: Partial<NgramScorer>]>([
  ['that lack letters for some words', ['the', 'cat', 'naïve', '3rd'], { symbols: ['', ...'thecat', ' '] }],
  ['without capitals, where the model has both', ['the', 'The', 'cat', 'Cat'], { symbols: ['', ...'thecat', ' '] }],
  ['without capitals, where few words have them', ['the', 'cat', 'at', 'Ec'], { symbols: ['', ...'thecat', ' '] }],
  ['in both Unicode forms, as the model is', [NFC, NFD], { symbols: ['', ...'cafe', '\u00e9', ' '] }],
  ['where the blank looks like a mark', ['the', 'cat'], { symbols: ['▁', ...'thecat', ' '] }],
  ['with a bar that the model has too', ['the', '|'], { symbols: ['', ...'thecat', '|', ' '] }],
  ['of a model without words', [], { symbols: ['', 'a', ' '] }],
  ['that are tokens but for one', ['a', 'b'], { symbols: ['', 'a', 'x'], tokens: 'labels' }],
])('takes symbols %s', (_, words, options) => {
  const symbols = options.symbols!;
  const scorer = { model: modelOf(...words), symbols, ...options };
  const probs = new Float32Array(symbols.length).fill(1 / symbols.length);
  expect(beamSearchDecode({ probs, shape: [1, 1, symbols.length], scorer })).toMatchObject([
    [{ logProb: expect.any(Number) }],
  ]);
});

test('symbols are checked again when the blank or the delimiter changes', () => {
  const symbols = ['', ...'thecat', ' ', '|'];
  const request = {
    probs: new Float32Array(9).fill(1 / 9),
    shape: [1, 1, 9] as const,
    scorer: { model: theCat, symbols },
  };
  expect(beamSearchDecode({ ...request, blank: 8 })).toHaveLength(1);
  expect(() => beamSearchDecode({ ...request, blank: 0 })).toThrow(/symbols\[8\] is "\|"/);
  expect(() => beamSearchDecode({ ...request, blank: 8, scorer: { ...request.scorer, wordDelimiter: '|' } })).toThrow(
    /no symbol that begins with the wordDelimiter "\|"/,
  );
});

describe('words that the model lacks', () => {
  const symbols = ['', 'a', 'b', 'c', ' '];
  const BA_AB_AC = [2, 1, 4, 1, 2, 4, 1, 3];
  const model = modelOf('cab', 'a');

  test.each([0, -1, -4])('are not run together by a penalty of %p', (unknown) => {
    const { text, gain } = read(symbols, BA_AB_AC, { model: modelOf('ccccc', 'cccccc'), unknown });
    expect(text).toBe('ba ab ac');
    const logProbs = 3 * LOG10['<unk>'] + LOG10['</s>'];
    expect(gain).toBeCloseTo(0.5 * Math.LN10 * logProbs + (6 * unknown) / 6, 5);
  });

  test('are not run together to escape the penalty, whatever it is', () => {
    const gains = (unknown: number) => {
      const probs = new Float32Array(8 * 5).fill(0.2);
      const paths = beamSearchDecode({
        probs,
        shape: [1, 8, 5],
        scorer: { model, symbols, unknown, weight: 0 },
        beamWidth: 2 ** 20,
        topPaths: 2 ** 20,
      })[0]!;
      const gainOf = (text: string) => {
        const { score, logProb } = paths.find(
          ({ labels }) => Array.from(labels, (label) => symbols[label]).join('') === text,
        )!;
        return score! - logProb;
      };
      return ['ba ab ac', 'baabac', 'ba abac', 'a a', 'aa', 'cab a', 'caba'].map(gainOf);
    };
    const expected = [-6, -6, -6, 0, -2, 0, -4];
    for (const [place, gain] of gains(-6).entries()) expect(gain).toBeCloseTo(expected[place]!, 9);
  });

  test('are ruled out by -Infinity as soon as no word can come of them', () => {
    const { text, score } = read(symbols, BA_AB_AC, { model, unknown: -Infinity });
    for (const word of text.split(' ').filter(Boolean)) expect(['cab', 'a']).toContain(word);
    expect(text).toContain('a');
    expect(score).toBeGreaterThan(-Infinity);
  });

  test.each(['words', 'labels'] as const)('come out where nothing else is possible: %s', (tokens) => {
    const only = ['', 'a', 'b', tokens === 'words' ? ' ' : '|'];
    // One-hot: 'b' and nothing else, which the model lacks.
    const request = { probs: Float32Array.of(0, 0, 1, 0), shape: [1, 1, 4] as const };
    const scorer = { model, symbols: only, tokens, unknown: -Infinity };
    for (const beamWidth of [1, 100]) {
      const [paths] = beamSearchDecode({ ...request, scorer, beamWidth, topPaths: beamWidth });
      expect(paths).toEqual([{ labels: Int32Array.of(2), timesteps: Int32Array.of(0), logProb: 0, score: -Infinity }]);
    }
  });

  test('with the fewest labels come out of a beam that is too narrow for the others', () => {
    // The best prefix is always the start of 'cab', which never ends.
    const { text, score, logProb } = read(symbols, [3, 1, 1], { model, unknown: -Infinity }, 0.999);
    expect(text).toBe('a');
    expect(score).toBeGreaterThan(-Infinity);
    const probs = Float32Array.of(0, 0, 0, 1, 0, 0, 1, 0, 0, 0);
    const [[path]] = beamSearchDecode({ probs, shape: [1, 2, 5], scorer: { model, symbols, unknown: -Infinity } }) as [
      [never],
    ];
    expect(path).toMatchObject({ labels: Int32Array.of(3, 1), logProb: 0, score: -Infinity });
    expect(logProb).toBeLessThan(0);
  });
});

test('extreme weights saturate: no score is NaN or Infinity', () => {
  const symbols = ['', 'a', 'b', ' '];
  const model = modelOf('a', 'ab');
  const logits = Float32Array.from({ length: 12 * 4 }, (_, i) => Math.sin(i * i));
  for (const scorer of [
    { model, symbols, bonus: 1e308 },
    { model, symbols, bonus: -1e308, unknown: -1e308 },
    { model, symbols, weight: 1e308, bonus: 1e308 },
    { model, symbols: ['', 'a', 'ab', 'x'], tokens: 'labels' as const, bonus: 1.7e308, weight: 1e308 },
    () => 1.7e308,
    () => -1.7e308,
    (prefix: Int32Array) => (prefix.length % 2 === 0 ? 1.7e308 : -1.7e308),
  ]) {
    const [paths] = beamSearchDecode({ logits, shape: [1, 12, 4], scorer, beamWidth: 10, topPaths: 10 });
    expect(paths!.length).toBeGreaterThan(1);
    for (const { logProb, score } of paths!) expect([logProb, score].every(Number.isFinite)).toBe(true);
  }
});
