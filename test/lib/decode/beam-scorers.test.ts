import {
  type BeamSearchRequest,
  beamSearchDecode,
  beamSearchDecodeAsync,
  greedyDecode,
  type LabelScorer,
  readArpa,
} from '../../../lib';
import { formatArpa, withFile } from '../../support/arpa';
import { answering } from '../../support/hostile-requests';
import { randomBatch } from '../../support/random-batch';
import { errorOf } from '../../support/refusals';

const symbols = ['', 'a', 'b', ' '];
const drawn = randomBatch(9, 3, 20, symbols.length, 0);
const request = { logits: drawn.logits, shape: drawn.shape, beamWidth: 20, topPaths: 4 };
const model = withFile(
  formatArpa(['<s>', '</s>', '<unk>', 'a', 'ab'].map((token) => ({ tokens: [token], logProb: -1, backOff: 0 }))),
  readArpa,
);
const right = { model, symbols };

test('a scorer that returns 0 changes no path', () => {
  const expected = beamSearchDecode(request);
  for (const scorer of [() => 0, { ...right, weight: 0 }]) {
    const found = beamSearchDecode({ ...request, scorer });
    expect(found.map((paths) => paths.map(({ score: _, ...path }) => path))).toEqual(expected);
    for (const { logProb, score } of found.flat()) expect(score).toBe(logProb);
  }
  expect(expected[0]![0]).not.toHaveProperty('score');
});

test('unknown: -Infinity rules out words that are not in the model', () => {
  const scorer = { ...right, unknown: -Infinity };
  for (const { labels } of beamSearchDecode({ ...request, scorer, beamWidth: 200 }).flat()) {
    const words = Array.from(labels, (label) => symbols[label])
      .join('')
      .split(' ');
    expect(['', 'a', 'ab']).toEqual(expect.arrayContaining(words));
  }
});

test('a sample whose sequences are all ruled out has an empty path', () => {
  const paths = beamSearchDecode({ ...request, scorer: (_, label) => (label === undefined ? -Infinity : 0) });
  const none = { labels: new Int32Array(0), timesteps: new Int32Array(0), logProb: -Infinity, score: -Infinity };
  expect(paths).toEqual([[none], [none], [none]]);
});

test('a sample with NaN has no labels, and the scorer is called for the others only', () => {
  const logits = request.logits.slice();
  logits[0] = Number.NaN;
  const samples = new Set<number>();
  const scorer: LabelScorer = (_, __, sample) => {
    samples.add(sample);
    return 0;
  };
  const [spoilt, ...others] = beamSearchDecode({ ...request, logits, scorer });
  expect(spoilt).toMatchObject([{ logProb: NaN, score: NaN }]);
  expect(others.map((paths) => paths.length)).toEqual([4, 4]);
  expect(samples).toEqual(new Set([1, 2]));
});

test('without frames only the end is scored', () => {
  const empty = { logits: new Float32Array(0), shape: [2, 0, 4] as const };
  expect(beamSearchDecode({ ...empty, scorer: (_, __, sample) => sample - 5 })).toMatchObject([
    [{ logProb: 0, score: -5 }],
    [{ logProb: 0, score: -4 }],
  ]);
  expect(beamSearchDecode({ ...empty, shape: [0, 0, 4], scorer: right })).toEqual([]);
});

describe('a function', () => {
  test('propagates its exceptions unchanged', () => {
    class Mine {}
    const mine = new Mine();
    let calls = 0;
    const scorer = () => {
      if (++calls === 50) throw mine;
      return 0;
    };
    expect(() => beamSearchDecode({ ...request, scorer })).toThrow();
    expect(calls).toBe(50);
    calls = 0;
    try {
      beamSearchDecode({ ...request, scorer });
    } catch (error) {
      expect(error).toBe(mine);
    }
    expect(calls).toBe(50);
  });

  test.each([
    [undefined, 'ERR_CTC_TYPE', 'undefined'],
    ['0', 'ERR_CTC_TYPE', '"0" (a string)'],
    [null, 'ERR_CTC_TYPE', 'null'],
    [0n, 'ERR_CTC_TYPE', '0n (a BigInt)'],
    [Number.NaN, 'ERR_CTC_RANGE', 'NaN'],
    [Infinity, 'ERR_CTC_RANGE', 'Infinity'],
  ])('that returns %p is refused', (result, code, shown) => {
    const scorer = ((prefix: Int32Array, label: number | undefined, sample: number) =>
      sample === 1 && prefix.join() === '1,2' && label === 3 ? result : 0) as LabelScorer;
    expect(errorOf(() => beamSearchDecode({ ...request, beamWidth: 500, scorer }))).toMatchObject({
      code,
      argument: 'scorer',
      sample: 1,
      message: `scorer returned ${shown} for sample 1, prefix [1, 2], label 3: expected a natural logarithm, a number below Infinity`,
    });
    const atEnd = ((_: Int32Array, label?: number) => (label === undefined ? result : 0)) as LabelScorer;
    expect(errorOf(() => beamSearchDecode({ ...request, scorer: atEnd })).message).toContain('label undefined');
  });

  test('may itself decode, and modify the scores and its prefixes', () => {
    const gain = (prefix: ArrayLike<number>, label = 0) => Math.sin(prefix.length * 5 + label);
    const expected = beamSearchDecode({ ...request, scorer: gain });
    const logits = request.logits.slice();
    let calls = 0;
    const scorer: LabelScorer = (prefix, label) => {
      if (++calls % 40 === 0) {
        expect(beamSearchDecode({ ...request, shape: [2, 30, 4], scorer: gain }).flat()).toHaveLength(8);
        beamSearchDecode({ ...request, beamWidth: 100, scorer: right });
        greedyDecode({ logits: request.logits, shape: request.shape });
      }
      if (calls === 10) structuredClone(logits.buffer, { transfer: [logits.buffer] });
      const weight = gain(prefix, label);
      if (label === undefined) structuredClone(prefix.buffer, { transfer: [prefix.buffer as ArrayBuffer] });
      return weight;
    };
    expect(beamSearchDecode({ ...request, logits, scorer })).toEqual(expected);
    expect(logits).toHaveLength(0);
    expect(calls).toBeGreaterThan(100);
  });

  test('is refused off the event loop', async () => {
    await expect(beamSearchDecodeAsync({ ...request, scorer: () => 0 })).rejects.toMatchObject({
      code: 'ERR_CTC_UNSUPPORTED',
      argument: 'scorer',
      message:
        'scorer is a function, which cannot be called off the event loop: use beamSearchDecode, or an n-gram model',
    });
  });
});

const wrong: [message: string, scorer: unknown, code: string, argument?: string][] = [
  ['scorer is 5: expected a function or { model, symbols }', 5, 'ERR_CTC_TYPE'],
  ['scorer is null: expected a function or { model, symbols }', null, 'ERR_CTC_TYPE'],
  ['alpha is not an option: here it is weight', { ...right, alpha: 1 }, 'ERR_CTC_UNKNOWN_OPTION', 'alpha'],
  ['scorer.model is missing: expected the result of readArpa', { symbols }, 'ERR_CTC_MISSING'],
  [
    'scorer.model is "a.arpa" (a string): expected an NgramModel that readArpa returned in this thread',
    { ...right, model: 'a.arpa' },
    'ERR_CTC_TYPE',
  ],
  ['scorer.symbols is missing: the text of each class', { model }, 'ERR_CTC_MISSING'],
  [
    'scorer.symbols is " ab" (a string): expected an array with the text of each class',
    { model, symbols: ' ab' },
    'ERR_CTC_TYPE',
  ],
  ['scorer.symbols[1] is 5: expected the text of class 1', { model, symbols: ['', 5, 'b', ' '] }, 'ERR_CTC_TYPE'],
  [
    'scorer.symbols[1] is undefined: expected the text of class 1',
    { model, symbols: Object.assign([''], { 3: ' ' }) },
    'ERR_CTC_TYPE',
  ],
  [
    'scorer.symbols[1] is "a\\u0000" (a string): expected the text of class 1',
    { model, symbols: ['', 'a\0', 'b', ' '] },
    'ERR_CTC_RANGE',
  ],
  [
    'scorer.symbols has 3 elements: expected one for each of 4 classes',
    { model, symbols: ['', 'a', ' '] },
    'ERR_CTC_SIZE',
  ],
  [
    'scorer.symbols has no symbol that begins with the wordDelimiter " ", so that no word could end: name the delimiter, or set tokens: \'labels\' if each label is a token of the model',
    { model, symbols: ['', 'a', 'b', '|'] },
    'ERR_CTC_RANGE',
  ],
  [
    'scorer.symbols has no symbol that begins with the wordDelimiter " ", so that no word could end: name the delimiter, or set tokens: \'labels\' if each label is a token of the model',
    { model, symbols: [' ', 'a', 'b', 'c'] },
    'ERR_CTC_RANGE',
  ],
  ['scorer.symbols has 2 elements: expected one for each of 4 classes', { model, symbols: ['', 'a'] }, 'ERR_CTC_SIZE'],
  [
    'scorer.symbols[1] is "a b" (a string): expected the wordDelimiter " " at its beginning only',
    { model, symbols: ['', 'a b', 'b', ' '] },
    'ERR_CTC_RANGE',
  ],
  [
    'scorer.wordDelimiter is "" (a string): expected what comes between two words, such as \' \'',
    { ...right, wordDelimiter: '' },
    'ERR_CTC_RANGE',
  ],
  [
    "scorer.wordDelimiter is 3: expected what comes between two words, such as ' '",
    { ...right, wordDelimiter: 3 },
    'ERR_CTC_TYPE',
  ],
  [
    "scorer.tokens is \"letters\" (a string): expected 'words' or 'labels'",
    { ...right, tokens: 'letters' },
    'ERR_CTC_RANGE',
  ],
  ['scorer.weight is -1: expected a number from 0', { ...right, weight: -1 }, 'ERR_CTC_RANGE'],
  ['scorer.weight is Infinity: expected a number from 0', { ...right, weight: Infinity }, 'ERR_CTC_RANGE'],
  ['scorer.bonus is -Infinity: expected a finite number', { ...right, bonus: -Infinity }, 'ERR_CTC_RANGE'],
  ['scorer.bonus is "1" (a string): expected a finite number', { ...right, bonus: '1' }, 'ERR_CTC_TYPE'],
  ['scorer.unknown is 1: expected a number up to 0', { ...right, unknown: 1 }, 'ERR_CTC_RANGE'],
  ['scorer.unknown is NaN: expected a number up to 0', { ...right, unknown: NaN }, 'ERR_CTC_RANGE'],
];

test.each(wrong)('%s', async (message, scorer, code, argument = 'scorer') => {
  const wanted = { message, code, argument };
  expect(errorOf(() => beamSearchDecode({ ...request, scorer } as BeamSearchRequest))).toMatchObject(wanted);
  await expect(beamSearchDecodeAsync({ ...request, scorer } as BeamSearchRequest)).rejects.toMatchObject(wanted);
});

test('refuses symbols that detach the scores while they are read', () => {
  const logits = request.logits.slice();
  const hostile = answering(4, (place) => {
    if (logits.length > 0) structuredClone(logits.buffer, { transfer: [logits.buffer] });
    return symbols[Number(place)];
  });
  expect(() =>
    beamSearchDecode({ ...request, logits, scorer: { model, symbols: hostile as unknown as string[] } }),
  ).toThrow(/logits/);
});
