import type { Alphabet } from '../score-files/alphabet';

/** How classes and frames are shown. */
export interface Names {
  readonly alphabet?: Alphabet | undefined;
  /** Seconds per frame; undefined: frames are shown. */
  readonly frameShift?: number | undefined;
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** The symbol or number of a class; a visible sign if the symbol is empty or white space. */
export function nameOf(label: number, blank: number, { alphabet }: Names): string {
  if (label === blank) return 'blank';
  const symbol = alphabet?.symbols[label] ?? String(label);
  return symbol.trim() === '' ? '␣' : symbol;
}

/** The text of labels if their symbols make up words or are single characters; otherwise, as for phonemes, their names. */
export function spellingOf(labels: readonly number[], blank: number, names: Names): string {
  if (labels.length === 0) return 'nothing';
  const { alphabet } = names;
  const isText = alphabet?.hasWords || labels.every((label) => isOneCharacter(alphabet?.symbols[label]));
  // Spaces that would not be seen are marked.
  if (isText) return alphabet!.textOf(labels).replace(/^\s|\s$|\s(?=\s)/g, '␣');
  return labels.map((label) => nameOf(label, blank, names)).join(' ');
}

function isOneCharacter(symbol: string | undefined): boolean {
  return symbol !== undefined && [...graphemes.segment(symbol)].length <= 1;
}

/** Start of a frame in the unit of the charts. */
export function timeOf(frame: number, { frameShift }: Names): number {
  return frame * (frameShift ?? 1);
}

export const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

export function figure(number: number): string {
  if (number === 0) return '0';
  return Math.abs(number) < 1000 ? number.toPrecision(3) : number.toFixed(0);
}
