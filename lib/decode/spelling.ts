import { CtcError } from '../check/errors';

/** The words of a language model and the symbols that should spell them. */
export interface Spelling {
  /** The most probable words of the model, the most probable first. */
  readonly commonWords: readonly string[];
  readonly symbols: readonly string[];
  readonly blank: number;
}

/** Marks that begin or separate words in common vocabularies. */
const WORD_MARKS = ['▁', '|'];
const MAX_WORD_LENGTH = 100;
/** Fewer words than one in so many are a coincidence, such as `'` in both of two alphabets. */
const COINCIDENCE = 100;

/**
 * Refuses symbols with which a model of words has no effect, because they spell its words in another way or not at all.
 * Words that the symbols lack letters for are allowed as long as others can be spelt.
 *
 * @throws {CtcError} that names a word, and the difference if it is known
 */
export function checkWords(spelling: Spelling, delimiter: string): void {
  checkMarks(spelling, delimiter);
  const { commonWords, symbols, blank } = spelling;
  const words = commonWords.filter((word) => word.length <= MAX_WORD_LENGTH);
  const speller = new Speller(
    symbols.filter((_, label) => label !== blank),
    delimiter,
  );
  const unspelt = words.filter((word) => !speller.canSpell(word));
  const spelt = words.length - unspelt.length;
  const known = new Set(words);
  /** The unspelt words that the symbols spell in another form which is no word of the model itself. */
  const speltAs = (formsOf: (word: string) => readonly string[]) =>
    unspelt.flatMap((word) => {
      const form = formsOf(word).find((each) => !known.has(each) && speller.canSpell(each));
      return form === undefined ? [] : [{ word, form }];
    });
  const [composed] = speltAs(unicodeForms);
  if (composed !== undefined) {
    throw refusal(
      `scorer.symbols cannot spell ${quote(composed.word)}, a word of the model, as it is encoded there, but spell the ` +
        `same text in another Unicode form: convert both to one form, such as with normalize('NFC')`,
    );
  }
  const otherCase = speltAs((word) =>
    [word.toLowerCase(), word.toUpperCase()].flatMap((form) => [form, ...unicodeForms(form)]),
  );
  if (otherCase.length > 0 && otherCase.length >= spelt) {
    const [{ word, form }] = otherCase as [{ word: string; form: string }];
    throw refusal(
      `scorer.symbols cannot spell ${quote(word)}, a word of the model, but ${quote(form)}: use the same case in both`,
    );
  }
  const marked = unspelt.find((word) => word.includes(delimiter));
  if (marked !== undefined && unspelt.filter((word) => word.includes(delimiter)).length >= spelt) {
    throw refusal(
      `scorer.symbols cannot spell ${quote(marked)}, a word of the model: it contains the wordDelimiter ` +
        `${quote(delimiter)}, which is no part of a word. If the model's tokens are the labels, set tokens: 'labels'`,
    );
  }
  if (unspelt.length > 0 && spelt * COINCIDENCE < words.length) {
    throw refusal(
      `scorer.symbols cannot spell ${quote(unspelt[0]!)}, the most probable such word of the model, and ` +
        `${spelt === 0 ? 'none' : `only ${spelt}`} of its ${words.length} most probable words: expected symbols in the ` +
        "letters of the model, or tokens: 'labels' if each label is a token of the model",
    );
  }
}

/** Refuses symbols with which a model of labels has no effect. @throws {CtcError} */
export function checkLabels({ commonWords, symbols, blank }: Spelling): void {
  const space = symbols.findIndex((symbol, label) => label !== blank && /\s/.test(symbol));
  if (space >= 0) {
    throw refusal(
      `scorer.symbols[${space}] is ${quote(symbols[space]!)}: no token of an ARPA file contains white space; expected ` +
        "the model's token for it, such as '|'",
    );
  }
  const tokens = new Set([...commonWords, '<unk>', '<UNK>', '<s>', '</s>']);
  const [example] = commonWords;
  if (example === undefined || symbols.some((symbol, label) => label !== blank && tokens.has(symbol))) return;
  if (symbols.every((_, label) => label === blank)) return;
  throw refusal(
    `scorer.symbols has none of the ${commonWords.length} most probable tokens of the model, such as ${quote(example)}: ` +
      "expected a token for each class, or tokens: 'words' if the labels spell words",
  );
}

/** Refuses a second mark of words beside the delimiter: it would become part of the words. */
function checkMarks({ commonWords, symbols, blank }: Spelling, delimiter: string): void {
  for (const [label, symbol] of symbols.entries()) {
    if (label === blank || symbol.startsWith(delimiter)) continue;
    const mark = WORD_MARKS.find((each) => symbol === each || (each !== '|' && symbol.startsWith(each)));
    const isSpace = symbol !== '' && symbol.trim() === '' && delimiter.trim() !== '';
    if (!isSpace && (mark === undefined || commonWords.some((word) => word.includes(mark)))) continue;
    throw refusal(
      `scorer.symbols[${label}] is ${quote(symbol)}, which would be part of a word, but no word of the model contains ` +
        `${quote(isSpace ? symbol : mark!)}: expected one mark between words, and the wordDelimiter is ${quote(delimiter)}` +
        (isSpace ? '' : `; if that mark is right, set wordDelimiter: ${quote(mark!)}`),
    );
  }
}

const unicodeForms = (word: string) => [word.normalize('NFC'), word.normalize('NFD')].filter((form) => form !== word);

/** Cuts words into symbols. */
class Speller {
  readonly #first = new Set<string>();
  readonly #later = new Set<string>();
  #longest = 0;

  constructor(symbols: readonly string[], delimiter: string) {
    for (const symbol of symbols) {
      const text = symbol.startsWith(delimiter) ? symbol.slice(delimiter.length) : symbol;
      this.#first.add(text);
      if (text === symbol) this.#later.add(text);
    }
    for (const { length } of this.#first) this.#longest = Math.max(this.#longest, length);
  }

  canSpell(word: string): boolean {
    const isReached = new Array<boolean>(word.length + 1).fill(false);
    isReached[0] = true;
    for (let at = 0; at < word.length; at++) {
      if (!isReached[at]) continue;
      const texts = at === 0 ? this.#first : this.#later;
      for (let end = at + 1; end <= Math.min(word.length, at + this.#longest); end++) {
        if (texts.has(word.slice(at, end))) isReached[end] = true;
      }
    }
    return isReached[word.length]!;
  }
}

function refusal(message: string): CtcError {
  return new CtcError('ERR_CTC_RANGE', message, { argument: 'scorer' });
}

const quote = (text: string) => JSON.stringify(text);
