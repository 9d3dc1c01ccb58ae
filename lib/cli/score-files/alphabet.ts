import type { LabelSpan } from '../../align/align';
import { delimiterMistake } from '../../decode/beam-scorer';
import { type OptionSpecs, type Options, UsageError } from '../command-line/options';
import { Problem } from '../command-line/problem';
import { readSymbols } from './symbols';

/** The options of every command that converts between texts and labels. */
export const TEXT_OPTIONS = {
  symbols: { value: 'FILE', help: 'text file with the symbol of each class, one per line, to read and write text' },
  'word-delimiter': {
    value: 'TEXT',
    help: 'symbol for a space in text, such as "|", or mark that begins words, such as "▁" (default: a space)',
  },
} as const satisfies OptionSpecs;

/** Common word delimiters, for suggestions. */
const DELIMITERS = ['|', '▁', '<space>', '_', '␣'];

/** Changes that often make a text match the symbols, for suggestions. */
const REPAIRS: readonly (readonly [name: string, apply: (text: string) => string])[] = [
  ['in Unicode form NFC', (text) => text.normalize('NFC')],
  ['in Unicode form NFD', (text) => text.normalize('NFD')],
  ['in upper case', (text) => text.toUpperCase()],
  ['in lower case', (text) => text.toLowerCase()],
];

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Reads --symbols and --word-delimiter. @param blank class of the blank; below 0, counted from the last symbol */
export async function readAlphabet(options: Options, blank: number): Promise<Alphabet | undefined> {
  const symbols = await readSymbols(options);
  const delimiter = options.text('word-delimiter');
  if (delimiter === '') {
    throw new UsageError('--word-delimiter is "": expected what comes between two words, such as " "');
  }
  if (symbols === undefined) {
    if (delimiter !== undefined) throw new UsageError('--word-delimiter needs --symbols');
    return undefined;
  }
  const alphabet = new Alphabet(symbols, blank < 0 ? blank + symbols.length : blank, delimiter);
  if (delimiter !== undefined) checkDelimiter(alphabet, options);
  return alphabet;
}

/** @throws {UsageError} if text cannot be split into words at the delimiter */
export function checkDelimiter({ symbols, blank, delimiter }: Alphabet, options: Options): void {
  const file = options.text('symbols');
  const mistake = delimiterMistake(symbols, blank, delimiter);
  if (mistake === undefined) return;
  const shown = JSON.stringify(delimiter);
  const isMark = (symbol: string, label: number) =>
    label !== blank && symbol.length > delimiter.length && symbol.endsWith(delimiter);
  const mark = symbols.findIndex(isMark);
  if (mark >= 0 && (mistake === 'nowhere' || isMark(symbols[mistake]!, mistake))) {
    const marked = symbols[mark]!;
    const moved = delimiter + marked.slice(0, -delimiter.length);
    throw new UsageError(
      `--symbols: ${file} has ${JSON.stringify(marked)} in line ${mark + 1}, which ends in the --word-delimiter ${shown}: ` +
        `marks at the end of a word are not supported; expected them at its beginning, such as ${JSON.stringify(moved)}`,
    );
  }
  const remedy =
    options.text('lm') === undefined ? '' : ', or --lm-tokens labels if each label is a token of the model';
  throw new UsageError(
    mistake === 'nowhere'
      ? `--symbols: ${file} has no line that begins with ${shown}, so that no word could end: give what delimits words ` +
          `with --word-delimiter${remedy}`
      : `--symbols: ${file} has ${JSON.stringify(symbols[mistake])} in line ${mistake + 1}: expected the ` +
          `--word-delimiter ${shown} at its beginning only`,
  );
}

/** The part of an alignment that a word covers. */
export interface WordSpan {
  readonly text: string;
  /** First frame of its first label. */
  readonly start: number;
  /** The frame after its last label. */
  readonly end: number;
  /** Mean log-probability of its labels in their frames. */
  readonly score: number;
}

/** Converts between text and labels by the symbols of the classes. */
export class Alphabet {
  readonly #labels = new Map<string, number>();
  /** Lengths of the symbols by their first code unit, longest first. */
  readonly #lengths = new Map<number, readonly number[]>();
  readonly #isGiven: boolean;
  /** Separates words, or begins the first symbol of each. */
  readonly delimiter: string;
  /** Whether some symbols are longer than the delimiter and begin with it, as SentencePiece's do. */
  readonly #marksBeginnings: boolean;
  readonly hasWords: boolean;

  constructor(
    readonly symbols: readonly string[],
    /** Class of the blank, from 0. */
    readonly blank: number,
    delimiter?: string,
  ) {
    this.delimiter = delimiter ?? ' ';
    this.#isGiven = delimiter !== undefined;
    const lengths = new Map<number, Set<number>>();
    for (const [label, symbol] of symbols.entries()) {
      if (label === blank || symbol === '' || this.#labels.has(symbol)) continue;
      this.#labels.set(symbol, label);
      const first = symbol.charCodeAt(0);
      lengths.set(first, (lengths.get(first) ?? new Set()).add(symbol.length));
    }
    for (const [first, set] of lengths) {
      this.#lengths.set(
        first,
        [...set].sort((one, other) => other - one),
      );
    }
    const used = [...this.#labels.keys()].filter((symbol) => symbol.startsWith(this.delimiter));
    this.hasWords = used.length > 0;
    this.#marksBeginnings = used.some((symbol) => symbol.length > this.delimiter.length);
  }

  /**
   * The labels of a text: at each position the longest symbol after which the rest can be spelled. The word delimiter stands
   * for a space.
   *
   * @throws {Problem} that names the first character without a symbol
   */
  spell(text: string): number[] {
    const labels = this.#trySpelling(text);
    if (labels !== undefined) return labels;
    const delimited = this.#delimited(text);
    const place = Math.max(
      ...this.#spellings(text).map((spelling) => this.#furthest(spelling) - (spelling.length - delimited.length)),
      0,
    );
    const before = this.#undelimited(delimited.slice(0, place));
    const { segment } = graphemes
      .segment(before + this.#undelimited(delimited.slice(place)))
      .containing(before.length)!;
    const points = Array.from(
      segment,
      (point) => `U+${point.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`,
    );
    throw new Problem(
      `no symbol for ${JSON.stringify(segment)} (${points.join(' ')}) at ${[...before].length} in the text${this.#hint(text, segment)}`,
    );
  }

  #trySpelling(text: string): number[] | undefined {
    for (const delimited of this.#spellings(text)) {
      const labels = this.#segment(delimited);
      if (labels !== undefined) return labels;
    }
    return undefined;
  }

  /** The text with the delimiter for each space, if symbols begin with it also with one in front. */
  #spellings(text: string): string[] {
    const plain = this.#delimited(text);
    if (text === '' || !this.#marksBeginnings || plain.startsWith(this.delimiter)) return [plain];
    return [this.delimiter + plain, plain];
  }

  #delimited(text: string): string {
    return this.#isGiven ? text.replaceAll(' ', this.delimiter) : text;
  }

  #undelimited(text: string): string {
    return this.#isGiven ? text.replaceAll(this.delimiter, ' ') : text;
  }

  #segment(text: string): number[] | undefined {
    // Filled from the end: the label to take at each position, -1 if the rest cannot be spelled.
    const taken = new Int32Array(text.length + 1).fill(-1, 0, text.length);
    for (let at = text.length - 1; at >= 0; at--) {
      for (const length of this.#lengths.get(text.charCodeAt(at)) ?? []) {
        if (at + length > text.length || taken[at + length]! < 0) continue;
        const label = this.#labels.get(text.slice(at, at + length));
        if (label === undefined) continue;
        taken[at] = label;
        break;
      }
    }
    const labels: number[] = [];
    for (let at = 0; at < text.length; at += this.symbols[taken[at]!]!.length) {
      if (taken[at]! < 0) return undefined;
      labels.push(taken[at]!);
    }
    return labels;
  }

  /** The last position that a sequence of symbols reaches. */
  #furthest(text: string): number {
    const reached = new Uint8Array(text.length + 1).fill(1, 0, 1);
    let furthest = 0;
    for (let at = 0; at < text.length; at++) {
      if (reached[at] === 0) continue;
      furthest = at;
      for (const length of this.#lengths.get(text.charCodeAt(at)) ?? []) {
        if (this.#labels.has(text.slice(at, at + length)) && at + length <= text.length) reached[at + length] = 1;
      }
    }
    return furthest;
  }

  /** A likely cause why a text cannot be spelled. */
  #hint(text: string, segment: string): string {
    if (segment === this.symbols[this.blank]) return `: line ${this.blank + 1} of --symbols is the blank`;
    const symbols = [...this.#labels.keys()];
    const delimiter = this.#isGiven
      ? undefined
      : DELIMITERS.find((each) => symbols.some((symbol) => symbol.startsWith(each)));
    const delimited = delimiter === undefined ? this : new Alphabet(this.symbols, this.blank, delimiter);
    if (delimited !== this && delimited.#trySpelling(text) !== undefined) {
      return `: it could be spelled with --word-delimiter "${delimiter}"`;
    }
    const repair = REPAIRS.find(([, apply]) => {
      const repaired = apply(text);
      return repaired !== text && (this.#trySpelling(repaired) ?? delimited.#trySpelling(repaired)) !== undefined;
    });
    if (repair !== undefined) return `: it could be spelled ${repair[0]}`;
    if (!segment.startsWith(' ') || delimiter === undefined) return '';
    return `: if ${JSON.stringify(delimiter)} delimits words, give --word-delimiter "${delimiter}"`;
  }

  /** The symbols of labels, with spaces for the delimiter if it was given. */
  textOf(labels: Iterable<number>): string {
    const text = this.#undelimited(Array.from(labels, (label) => this.symbols[label]).join(''));
    return this.#isGiven && this.#marksBeginnings && text.startsWith(' ') ? text.slice(1) : text;
  }

  /** The words of an alignment; empty if no symbol begins with the delimiter. */
  wordsOf(spans: readonly LabelSpan[]): WordSpan[] {
    if (!this.hasWords) return [];
    const words: LabelSpan[][] = [[]];
    for (const span of spans) {
      const symbol = this.symbols[span.label]!;
      if (symbol.startsWith(this.delimiter)) words.push([]);
      if (symbol !== this.delimiter) words.at(-1)!.push(span);
    }
    return words
      .filter((word) => word.length > 0)
      .map((word) => this.#wordOf(word))
      .filter(({ text }) => text !== '');
  }

  #wordOf(spans: readonly LabelSpan[]): WordSpan {
    const text = spans.map(({ label }) => this.symbols[label]).join('');
    const frames = spans.reduce((sum, { start, end }) => sum + end - start, 0);
    return {
      text: text.startsWith(this.delimiter) ? text.slice(this.delimiter.length) : text,
      start: spans[0]!.start,
      end: spans.at(-1)!.end,
      score: spans.reduce((sum, { start, end, score }) => sum + score * (end - start), 0) / frames,
    };
  }
}
