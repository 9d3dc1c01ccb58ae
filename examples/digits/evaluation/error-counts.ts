import { errorRate } from 'ctc-native';
import { LABELS } from '../model/alphabet';
import { listEdits } from './list-edits';

/** Numbers of edits from the digits spoken to the digits read. */
export interface EditCounts {
  readonly substitutions: number;
  readonly deletions: number;
  readonly insertions: number;
}

export interface ErrorCounts extends EditCounts {
  /** Edits per digit spoken. */
  readonly labelErrorRate: number;
  readonly utterances: number;
  readonly digits: number;
  /** For each number of digits in an utterance. */
  readonly byLength: readonly { readonly length: number; readonly labelErrorRate: number }[];
  /** For each digit: how often it was spoken, substituted and deleted, and how often it was inserted. */
  readonly byDigit: readonly ({ readonly digit: string; readonly spoken: number } & EditCounts)[];
}

export function countErrors(
  spoken: readonly (readonly number[])[],
  readings: readonly (readonly number[])[],
): ErrorCounts {
  const edits = spoken.flatMap((digits, index) => listEdits(digits, readings[index]!));
  const count = (matches: (edit: (typeof edits)[number]) => boolean): number => edits.filter(matches).length;
  const lengths = [...new Set(spoken.map(({ length }) => length))].sort((one, other) => one - other);
  return {
    labelErrorRate: errorRate(spoken, readings),
    utterances: spoken.length,
    digits: spoken.flat().length,
    substitutions: count((edit) => edit.spoken !== null && edit.read !== null),
    deletions: count((edit) => edit.read === null),
    insertions: count((edit) => edit.spoken === null),
    byLength: lengths.map((length) => {
      const ofLength = (_: unknown, index: number): boolean => spoken[index]!.length === length;
      return { length, labelErrorRate: errorRate(spoken.filter(ofLength), readings.filter(ofLength)) };
    }),
    byDigit: LABELS.map((digit, index) => ({
      digit,
      spoken: spoken.flat().filter((each) => each === index).length,
      substitutions: count((edit) => edit.spoken === index && edit.read !== null),
      deletions: count((edit) => edit.spoken === index && edit.read === null),
      insertions: count((edit) => edit.spoken === null && edit.read === index),
    })),
  };
}
