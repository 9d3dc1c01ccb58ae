import { allocate } from '../check/allocate';
import { describeValue } from '../check/describe-value';
import { CtcError, type CtcErrorCode } from '../check/errors';
import { checkOptionNames } from '../check/option-names';
import { readName } from '../check/simple-options';
import { wrongNumber, wrongText, wrongType } from '../check/wrong-value';
import type { NativeScorer } from '../native/addon';
import type { CallBlock } from '../native/call-block';
import { type NativeModel, type NgramModel, nativeOf } from './ngram-model';
import { checkLabels, checkWords } from './spelling';

/**
 * Scores label sequences: returns the logarithm of the factor by which appending `label` to `prefix` changes the weight of
 * the sequence. The values for all labels of a sequence and for its end add up.
 *
 * @param prefix the labels so far; must not be modified
 * @param label the next class, or undefined for the end of the sequence
 * @param sample index in the batch
 * @returns a natural logarithm; 0 for no preference, -Infinity to rule out the longer sequence
 */
export type LabelScorer = (prefix: Int32Array, label: number | undefined, sample: number) => number;

/**
 * Scores label sequences with an n-gram language model (Hannun et al., arXiv 1408.2873): `weight` times the natural logarithm
 * of the probability of the tokens, `<s>` before them and `</s>` after them, plus `bonus` for each token.
 */
export interface NgramScorer {
  readonly model: NgramModel;
  /** The text of each class, spelt like the model's tokens. The blank's text is ignored. */
  readonly symbols: readonly string[];
  /**
   * What the model's tokens are. Default `'words'`: the concatenated symbols, split at the word delimiter; a word is scored
   * when it ends. `'labels'`: each label's symbol is a token.
   */
  readonly tokens?: 'words' | 'labels' | undefined;
  /**
   * What separates words: a symbol such as `' '` (the default) or `'|'`, or the prefix of every symbol that begins a word,
   * such as SentencePiece's `'▁'`. It is not part of the word. Marks at the end of a word are not supported.
   */
  readonly wordDelimiter?: string | undefined;
  /** Factor of the tokens' log-probabilities, at least 0; often called alpha. Default 0.5. */
  readonly weight?: number | undefined;
  /** Added for each token, natural logarithm; compensates the cost of many short words. Often called beta. Default 0. */
  readonly bonus?: number | undefined;
  /**
   * Penalty of tokens that are not in the model, natural logarithm, at most 0. Default 0. An unknown word adds `unknown` for
   * each six of its labels, that is `unknown / 6` a label, so that running words together saves nothing; with `tokens:
   * 'labels'` each unknown label adds `unknown`. The search charges an unfinished word as soon as the symbols cannot
   * complete it to a word of the model. `-Infinity` rules unknown tokens out; if the beam then holds no other sequence, the
   * paths are those with the fewest unknown labels, and their `score` is -Infinity.
   *
   * The model scores an unknown token as `<unk>`, or with decimal log-probability -100 if it has none.
   */
  readonly unknown?: number | undefined;
}

/** A validated scorer, independent of the caller's object except for a scorer function. */
export interface CheckedScorer {
  /** The last arguments of the native call. @throws {CtcError} if the scorer does not fit the batch */
  nativeArguments(batch: Pick<CallBlock, 'blank' | 'classes' | 'time'>): NativeScorer;
  /** Rethrows the exception of the scorer function, if it threw one. */
  rethrow(): void;
}

const NGRAM_OPTIONS: ReadonlySet<string> = new Set([
  'model',
  'symbols',
  'tokens',
  'wordDelimiter',
  'weight',
  'bonus',
  'unknown',
] satisfies (keyof NgramScorer)[]);

/** @param isAsync whether the call runs on another thread */
export function readScorer(scorer: unknown, isAsync: boolean): CheckedScorer | undefined {
  if (scorer === undefined) return undefined;
  if (typeof scorer === 'function') {
    if (!isAsync) return new CallbackScorer(scorer as LabelScorer);
    throw new CtcError(
      'ERR_CTC_UNSUPPORTED',
      'scorer is a function, which cannot be called off the event loop: use beamSearchDecode, or an n-gram model',
      { argument: 'scorer' },
    );
  }
  if (typeof scorer === 'object' && scorer !== null) return readNgramScorer(scorer as NgramScorer);
  throw wrongType(scorer, 'scorer', 'a function or { model, symbols }');
}

class CallbackScorer implements CheckedScorer {
  readonly #scorer: LabelScorer;
  #thrown: { readonly error: unknown } | undefined;

  constructor(scorer: LabelScorer) {
    this.#scorer = scorer;
  }

  nativeArguments({ time }: { readonly time: number }): NativeScorer {
    const labels = allocate(() => new Int32Array(time), 'the scorer');
    let prefix = labels.slice(0, 0);
    const call = (sample: number, label: number, length: number) => {
      if (length >= 0) prefix = labels.slice(0, length);
      try {
        return this.#call(prefix, label < 0 ? undefined : label, sample);
      } catch (error) {
        this.#thrown = { error };
        return Number.NaN;
      }
    };
    return [call, labels, null];
  }

  rethrow(): void {
    if (this.#thrown !== undefined) throw this.#thrown.error;
  }

  #call(prefix: Int32Array, label: number | undefined, sample: number): number {
    const weight: unknown = this.#scorer(prefix, label, sample);
    if (typeof weight === 'number' && weight < Number.POSITIVE_INFINITY) return weight;
    throw new CtcError(
      typeof weight === 'number' ? 'ERR_CTC_RANGE' : 'ERR_CTC_TYPE',
      `scorer returned ${describeValue(weight)} for sample ${sample}, prefix [${prefix.join(', ')}], label ${label}: ` +
        'expected a natural logarithm, a number below Infinity',
      { argument: 'scorer', sample },
    );
  }
}

function readNgramScorer(scorer: NgramScorer): CheckedScorer {
  checkOptionNames(scorer, NGRAM_OPTIONS, 'scorer');
  const { model, symbols, tokens, wordDelimiter = ' ', weight = 0.5, bonus = 0, unknown = 0 } = scorer;
  const native = nativeOf(model);
  const delimiter = readDelimiter(readName(tokens, 'scorer.tokens', ['words', 'labels']), wordDelimiter);
  const weights = Float64Array.of(
    readWeight(weight, 'weight', 'a number from 0', (number) => number >= 0 && Number.isFinite(number)),
    readWeight(bonus, 'bonus', 'a finite number', Number.isFinite),
    readWeight(unknown, 'unknown', 'a number up to 0', (number) => number <= 0),
  );
  const texts = copySymbols(symbols);
  const joined = `${[delimiter, ...texts].join('\0')}\0`;
  const details = allocate(() => new TextEncoder().encode(joined), 'the symbols');
  return {
    nativeArguments({ blank, classes }) {
      if (texts.length !== classes) {
        throw refusal(
          'ERR_CTC_SIZE',
          `scorer.symbols has ${texts.length} elements: expected one for each of ${classes} classes`,
        );
      }
      const checked = `${blank}\0${joined}`;
      if (lastChecked.get(native) !== checked) {
        checkSymbols(native, texts, blank, delimiter);
        lastChecked.set(native, checked);
      }
      return [native.handle, details, weights];
    },
    rethrow() {},
  };
}

/** Checks a scorer before there is a batch. @throws {CtcError} if the symbols do not spell the model's tokens */
export function checkNgramScorer(scorer: NgramScorer, blank: number): void {
  readNgramScorer(scorer).nativeArguments({ blank, classes: scorer.symbols.length, time: 0 });
}

/** The blank, delimiter and symbols with which a model was last found to be usable. */
const lastChecked = new WeakMap<NativeModel, string>();

function checkSymbols(
  { commonWords }: NativeModel,
  symbols: readonly string[],
  blank: number,
  delimiter: string,
): void {
  const spelling = { commonWords, symbols, blank };
  if (delimiter === '') {
    checkLabels(spelling);
  } else {
    checkDelimiter(symbols, blank, delimiter);
    checkWords(spelling, delimiter);
  }
}

/** @returns the delimiter, or '' if each label is a token */
function readDelimiter(tokens: 'words' | 'labels', delimiter: unknown): string {
  if (tokens === 'labels') return '';
  if (typeof delimiter === 'string' && delimiter !== '' && !delimiter.includes('\0')) return delimiter;
  throw wrongText(delimiter, 'scorer.wordDelimiter', "what comes between two words, such as ' '");
}

function readWeight(value: unknown, name: string, expected: string, isRight: (number: number) => boolean): number {
  if (typeof value === 'number' && isRight(value)) return value;
  throw wrongNumber(value, `scorer.${name}`, expected);
}

function copySymbols(symbols: unknown): string[] {
  if (symbols === undefined) throw refusal('ERR_CTC_MISSING', 'scorer.symbols is missing: the text of each class');
  if (!Array.isArray(symbols)) throw wrongType(symbols, 'scorer.symbols', 'an array with the text of each class');
  return Array.from(symbols as unknown[]).map((symbol, label) => {
    if (typeof symbol === 'string' && !symbol.includes('\0')) return symbol;
    throw wrongText(symbol, `scorer.symbols[${label}]`, `the text of class ${label}`);
  });
}

function checkDelimiter(symbols: readonly string[], blank: number, delimiter: string): void {
  const mistake = delimiterMistake(symbols, blank, delimiter);
  if (mistake === undefined) return;
  const shown = JSON.stringify(delimiter);
  if (mistake !== 'nowhere') {
    const isAtEnd = symbols[mistake]!.endsWith(delimiter);
    throw wrongText(
      symbols[mistake],
      `scorer.symbols[${mistake}]`,
      `the wordDelimiter ${shown} at its beginning only${isAtEnd ? '; marks at the end are not supported' : ''}`,
    );
  }
  throw refusal(
    'ERR_CTC_RANGE',
    `scorer.symbols has no symbol that begins with the wordDelimiter ${shown}, so that no word could end: name the ` +
      "delimiter, or set tokens: 'labels' if each label is a token of the model",
  );
}

/** Why the labels cannot be split at the delimiter: the class whose symbol has it further on, or no symbol begins with it. */
export function delimiterMistake(
  symbols: readonly string[],
  blank: number,
  delimiter: string,
): 'nowhere' | number | undefined {
  const inside = symbols.findIndex((symbol, label) => label !== blank && symbol.indexOf(delimiter, 1) > 0);
  if (inside >= 0) return inside;
  return symbols.some((symbol, label) => label !== blank && symbol.startsWith(delimiter)) ? undefined : 'nowhere';
}

function refusal(code: CtcErrorCode, message: string): CtcError {
  return new CtcError(code, message, { argument: 'scorer' });
}
