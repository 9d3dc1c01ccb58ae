import fc from 'fast-check';
import { Alphabet } from '../../../../lib/cli/score-files/alphabet';

/** Tries every symbol at every position. */
function canBeSpelled(text: string, symbols: readonly string[]): boolean {
  return (
    text === '' ||
    symbols.some(
      (symbol) => symbol !== '' && text.startsWith(symbol) && canBeSpelled(text.slice(symbol.length), symbols),
    )
  );
}

test('spells a text if and only if it is a sequence of symbols', () => {
  const piece = fc.stringMatching(/^[ab்é]{1,3}$/u);
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), fc.stringMatching(/^[ab்é]{0,9}$/u), (pieces, text) => {
      const symbols = ['', ...pieces];
      const alphabet = new Alphabet(symbols, 0);
      if (!canBeSpelled(text, pieces)) {
        expect(() => alphabet.spell(text)).toThrow('no symbol for ');
        return;
      }
      const labels = alphabet.spell(text);
      expect(labels.map((label) => symbols[label]).join('')).toBe(text);
      expect(alphabet.textOf(labels)).toBe(text);
    }),
  );
});

test('takes the longest symbol, unless the rest could then not be spelled', () => {
  const alphabet = new Alphabet(['', 'a', 'ab', 'abc', 'b', 'cd', 'c'], 0);
  expect(alphabet.spell('abab')).toEqual([2, 2]);
  expect(alphabet.spell('abcab')).toEqual([3, 2]);
  expect(alphabet.spell('abcd')).toEqual([2, 5]);
  expect(alphabet.spell('')).toEqual([]);
});

test.each([
  ['க்த', ['', 'க்', 'கா', 'த'], [1, 3]],
  // A model of code points has marks as symbols of their own.
  ['க்த', ['', 'க', '்', 'த'], [1, 2, 3]],
  ['👩‍👧👩', ['', '👩', '👩‍👧'], [2, 1]],
  ['cafe\u0301', ['', 'c', 'a', 'f', 'e\u0301'], [1, 2, 3, 4]],
])('%s with the symbols %j', (text, symbols, labels) => {
  const alphabet = new Alphabet(symbols, 0);
  expect(alphabet.spell(text)).toEqual(labels);
  expect(alphabet.textOf(labels)).toBe(text);
});

test('the symbol of the blank spells nothing', () => {
  const alphabet = new Alphabet(['a', '|', 'b'], 1, undefined);
  expect(alphabet.spell('ab')).toEqual([0, 2]);
  expect(() => alphabet.spell('a|b')).toThrow(
    'no symbol for "|" (U+007C) at 1 in the text: line 2 of --symbols is the blank',
  );
});

describe('spaces', () => {
  test('are the delimiter that is given, and come back as spaces', () => {
    const alphabet = new Alphabet(['<pad>', '|', 'A', 'B'], 0, '|');
    expect(alphabet.spell('A B')).toEqual([2, 1, 3]);
    expect(alphabet.spell('A|B')).toEqual([2, 1, 3]);
    expect(alphabet.textOf([2, 1, 3])).toBe('A B');
  });

  test('may be a delimiter of several characters', () => {
    const alphabet = new Alphabet(['<blank>', 'a', '<space>', 'b'], 0, '<space>');
    expect(alphabet.spell('a b')).toEqual([1, 2, 3]);
    expect(alphabet.textOf([1, 2, 3])).toBe('a b');
  });

  test('and the beginning of a text are the mark at the beginning of words', () => {
    const alphabet = new Alphabet(['', '▁the', '▁c', 'at', '▁', 's', 'the'], 0, '▁');
    expect(alphabet.spell('the cats')).toEqual([1, 2, 3, 5]);
    expect(alphabet.spell('▁the▁cats')).toEqual([1, 2, 3, 5]);
    expect(alphabet.spell('s')).toEqual([4, 5]);
    expect(alphabet.spell('')).toEqual([]);
    expect(alphabet.textOf([1, 2, 3, 5])).toBe('the cats');
  });

  test('a text whose first word has no mark', () => {
    const alphabet = new Alphabet(['', 'the', '▁cat'], 0, '▁');
    expect(alphabet.spell('the cat')).toEqual([1, 2]);
    expect(alphabet.textOf([1, 2])).toBe('the cat');
  });

  test('without an option a text is what the symbols are', () => {
    const alphabet = new Alphabet(['', '|', 'A', 'B'], 0);
    expect(alphabet.textOf([2, 1, 3])).toBe('A|B');
    expect(alphabet.spell('A|B')).toEqual([2, 1, 3]);
  });
});

test.each([
  ['ab', 'xaé', 'no symbol for "x" (U+0078) at 0 in the text'],
  ['ab', 'abe\u0301a', 'no symbol for "e\u0301" (U+0065 U+0301) at 2 in the text'],
  ['abe', 'abe\u0301a', 'no symbol for "e\u0301" (U+0065 U+0301) at 3 in the text'],
  [
    'abé',
    'abe\u0301a',
    'no symbol for "e\u0301" (U+0065 U+0301) at 2 in the text: it could be spelled in Unicode form NFC',
  ],
  ['AB', 'ab', 'no symbol for "a" (U+0061) at 0 in the text: it could be spelled in upper case'],
  ['AB|', 'a b', 'no symbol for "a" (U+0061) at 0 in the text: it could be spelled in upper case'],
  ['ab', 'ab👩‍👧a', 'no symbol for "👩‍👧" (U+1F469 U+200D U+1F467) at 2 in the text'],
  ['ab|', 'a b', 'no symbol for " " (U+0020) at 1 in the text: it could be spelled with --word-delimiter "|"'],
  ['ab|', 'a bc', 'no symbol for " " (U+0020) at 1 in the text: if "|" delimits words, give --word-delimiter "|"'],
  ['ab', 'a b', 'no symbol for " " (U+0020) at 1 in the text'],
  ['ab', 'ab\n', 'no symbol for "\\n" (U+000A) at 2 in the text'],
])('of symbols %j, %j: %s', (characters, text, message) => {
  const alphabet = new Alphabet(['', ...characters], 0);
  expect(() => alphabet.spell(text)).toThrow(new Error(message));
});

test('a mark at the beginning of words that no option names', () => {
  const alphabet = new Alphabet(['', '▁the', '▁ca', 't'], 0);
  expect(() => alphabet.spell('the cat')).toThrow(
    'no symbol for "h" (U+0068) at 1 in the text: it could be spelled with --word-delimiter "▁"',
  );
});

test('the place of a mistake is counted in the text as it was given', () => {
  const alphabet = new Alphabet(['', '▁the', '<s>', '▁c', 'a', '▁'], 0, '▁');
  expect(() => alphabet.spell('the cat')).toThrow(new Error('no symbol for "t" (U+0074) at 6 in the text'));
  expect(() => new Alphabet(['', 'a', '<space>'], 0, '<space>').spell('a a b')).toThrow(
    'no symbol for "b" (U+0062) at 4',
  );
});

describe('the words of an alignment', () => {
  const span = (label: number, start: number, end: number, score = -1) => ({ label, start, end, score });

  test('are cut at a symbol between them, whose frames belong to none', () => {
    const alphabet = new Alphabet(['', 'a', 'b', ' '], 0);
    const spans = [
      span(3, 0, 1),
      span(1, 1, 3, -1),
      span(2, 4, 5, -4),
      span(3, 6, 7),
      span(3, 8, 9),
      span(2, 9, 10, -2),
    ];
    expect(alphabet.wordsOf(spans)).toEqual([
      { text: 'ab', start: 1, end: 5, score: -2 },
      { text: 'b', start: 9, end: 10, score: -2 },
    ]);
  });

  test('are cut before a mark at the beginning, which is no part of the text', () => {
    const alphabet = new Alphabet(['', '▁a', 'b', '▁', 'c'], 0, '▁');
    const spans = [span(2, 0, 1), span(1, 1, 2), span(4, 3, 4), span(3, 4, 5), span(4, 5, 6)];
    expect(alphabet.wordsOf(spans).map(({ text, start, end }) => [text, start, end])).toEqual([
      ['b', 0, 1],
      ['ac', 1, 4],
      ['c', 5, 6],
    ]);
  });

  test('do not exist if no symbol delimits them', () => {
    const phones = new Alphabet(['', 'AH', 'K'], 0);
    expect(phones.hasWords).toBe(false);
    expect(phones.wordsOf([span(1, 0, 1)])).toEqual([]);
    // The blank delimits nothing.
    expect(new Alphabet([' ', 'AH'], 0).hasWords).toBe(false);
  });
});
