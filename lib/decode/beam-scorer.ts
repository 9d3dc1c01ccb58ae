import { allocate } from '../check/allocate';
import { describeValue } from '../check/describe-value';
import { CtcError, type CtcErrorCode } from '../check/errors';
import { checkOptionNames } from '../check/option-names';
import { readName } from '../check/simple-options';
import { wrongNumber, wrongText, wrongType } from '../check/wrong-value';
import type { NativeScorer } from '../native/addon';
import type { CallBlock } from '../native/call-block';
import { handleOf, type NgramModel } from './ngram-model';

/**
 * Weighs a label sequence by whatever you know: the logarithm of how much likelier `prefix` gets by `label`, the weights
 * of all its labels adding up.
 *
 * @param prefix the labels so far; not to be written to
 * @param label the class that comes next; undefined: the sequence ends there
 * @param sample which one of the batch
 * @returns a natural logarithm; 0 for no opinion, -Infinity to rule the longer sequence out
 */
export type LabelScorer = (prefix: Int32Array, label: number | undefined, sample: number) => number;

/**
 * Weighs label sequences by an n-gram language model (Hannun et al., arXiv 1408.2873): `weight` times the natural logarithm
 * of the probability of the tokens, `<s>` before them and `</s>` after them, plus `bonus` for each token.
 */
export interface NgramScorer {
  readonly model: NgramModel;
  /** The text of each class, in the letters of the model. The blank's is not looked at. */
  readonly symbols: readonly string[];
  /**
   * What the model's tokens are. Default `'words'`: the symbols put together, cut at the word delimiter; a word is weighed
   * when it ends. `'labels'`: each label's symbol.
   */
  readonly tokens?: 'words' | 'labels' | undefined;
  /**
   * What comes between two words: a symbol of its own such as `' '` (the default) or `'|'`, or what the first symbol of
   * each word begins with, such as SentencePiece's `'▁'`. It is no part of the word.
   */
  readonly wordDelimiter?: string | undefined;
  /** The factor of the tokens' logarithms, from 0: alpha. Default 0.5. */
  readonly weight?: number | undefined;
  /** What each token adds, natural logarithm; makes up for what many short words lose: beta. Default 0. */
  readonly bonus?: number | undefined;
  /**
   * What each token adds besides that the model has not got, natural logarithm, at most 0; -Infinity rules such tokens out.
   * Default 0. Such a token is `<unk>` to the model, and of decimal log-probability -100 if there is no `<unk>` either.
   */
  readonly unknown?: number | undefined;
}

/** A scorer that was read once and found right; nothing of the caller's is needed any more but the function. */
export interface CheckedScorer {
  /** The last arguments of the native call. @throws {CtcError} if the scorer does not fit the batch */
  nativeArguments(batch: Pick<CallBlock, 'blank' | 'classes' | 'time'>): NativeScorer;
  /** Throws what the caller's function has thrown, if it has. */
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

/** @param isLater whether the call runs on another thread */
export function readScorer(scorer: unknown, isLater: boolean): CheckedScorer | undefined {
  if (scorer === undefined) return undefined;
  if (typeof scorer === 'function') {
    if (!isLater) return new CallbackScorer(scorer as LabelScorer);
    throw new CtcError(
      'ERR_CTC_UNSUPPORTED',
      'scorer is a function, and cannot be called off the event loop: use beamSearchDecode, or an n-gram model',
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
    const room = allocate(() => new Int32Array(time), 'the scorer');
    let prefix = room.slice(0, 0);
    const call = (sample: number, label: number, length: number) => {
      if (length >= 0) prefix = room.slice(0, length);
      try {
        return this.#ask(prefix, label < 0 ? undefined : label, sample);
      } catch (error) {
        this.#thrown = { error };
        return Number.NaN;
      }
    };
    return [call, room, null];
  }

  rethrow(): void {
    if (this.#thrown !== undefined) throw this.#thrown.error;
  }

  #ask(prefix: Int32Array, label: number | undefined, sample: number): number {
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
  const handle = handleOf(model);
  const delimiter = readDelimiter(readName(tokens, 'scorer.tokens', ['words', 'labels']), wordDelimiter);
  const weights = Float64Array.of(
    readWeight(weight, 'weight', 'a number from 0', (number) => number >= 0 && Number.isFinite(number)),
    readWeight(bonus, 'bonus', 'a finite number', Number.isFinite),
    readWeight(unknown, 'unknown', 'a number up to 0', (number) => number <= 0),
  );
  const texts = copySymbols(symbols);
  const details = allocate(() => new TextEncoder().encode(`${[delimiter, ...texts].join('\0')}\0`), 'the symbols');
  return {
    nativeArguments({ blank, classes }) {
      if (texts.length !== classes) {
        throw refusal(
          'ERR_CTC_SIZE',
          `scorer.symbols has ${texts.length} elements: expected one for each of ${classes} classes`,
        );
      }
      if (delimiter !== '') checkDelimiter(texts, blank, delimiter);
      return [handle, details, weights];
    },
    rethrow() {},
  };
}

/** @returns the delimiter, or none where each label is a token */
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
  const shown = describeValue(delimiter).replace(/ \(a string\)$/, '');
  if (mistake !== 'nowhere') {
    throw wrongText(symbols[mistake], `scorer.symbols[${mistake}]`, `the wordDelimiter ${shown} at its beginning only`);
  }
  throw refusal(
    'ERR_CTC_RANGE',
    `scorer.symbols has none that begins with the wordDelimiter ${shown}, so that no word could end: name the ` +
      "delimiter, or say tokens: 'labels' if each label is a token of the model",
  );
}

/** Why words cannot be cut at the delimiter, if so: it begins no symbol, or this class's symbol has it further on. */
export function delimiterMistake(
  symbols: readonly string[],
  blank: number,
  delimiter: string,
): 'nowhere' | number | undefined {
  if (!symbols.some((symbol, label) => label !== blank && symbol.startsWith(delimiter))) return 'nowhere';
  const inside = symbols.findIndex((symbol, label) => label !== blank && symbol.indexOf(delimiter, 1) > 0);
  return inside < 0 ? undefined : inside;
}

function refusal(code: CtcErrorCode, message: string): CtcError {
  return new CtcError(code, message, { argument: 'scorer' });
}
