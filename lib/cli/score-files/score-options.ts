import type { OptionSpecs, Options } from '../command-line/options';

export type InputName = 'logits' | 'logProbs' | 'probs';
export type Layout = 'BTC' | 'TBC';

/** How to read the scores of a .npy file. */
export const SCORE_OPTIONS = {
  input: { value: 'KIND', help: 'what the scores are: logits, logProbs or probs (default: logits)' },
  layout: { value: 'ORDER', help: 'of files with three dimensions: BTC or TBC (default: BTC)' },
  blank: { value: 'N', help: 'class of the blank; --blank=-1 is the last (default: 0)' },
} as const satisfies OptionSpecs;

export function readInput(options: Options): InputName {
  return options.name('input', ['logits', 'logProbs', 'probs']);
}

export function readLayout(options: Options): Layout {
  return options.name('layout', ['BTC', 'TBC']);
}

/** A negative number counts from the last class. */
export function readBlank(options: Options): number {
  return options.wholeNumber('blank', 0, -(2 ** 31), 2 ** 31 - 1);
}
