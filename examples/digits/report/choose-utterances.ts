import { type Alignment, align, greedyDecode } from 'ctc-native';
import type { ScoredUtterances } from '../evaluation/test-set';
import { spell } from '../model/alphabet';
import type { AlignedSound } from './waveform-chart';

const MAX_MISREAD = 3;
/** Digits of the utterance that is shown as read without errors. */
const CORRECT_DIGITS = 5;

/** An utterance of the test set and its reading. */
export interface ReadUtterance extends AlignedSound {
  readonly spoken: string;
  readonly read: string;
}

export interface ChosenUtterances {
  /** Numbers of utterances: all, and those read with errors. */
  readonly utterances: number;
  readonly misread: number;
  readonly chosen: readonly ReadUtterance[];
}

/**
 * Chooses one utterance of the test set that is read without errors and a few that are not.
 *
 * @param frameShift seconds from one score frame to the next
 */
export function chooseUtterances(scored: readonly ScoredUtterances[], frameShift: number): ChosenUtterances {
  const all = scored.flatMap(({ utterances, scores }) => {
    const alignments = align({ ...scores, labels: utterances.map(({ digits }) => digits) });
    return greedyDecode(scores).map(({ labels, timesteps }, index) => ({
      samples: utterances[index]!.samples,
      spoken: spell(utterances[index]!.digits),
      read: spell([...labels]),
      spans: (alignments[index] as Alignment).spans,
      reading: { labels: [...labels], timesteps: [...timesteps] },
      frameShift,
    }));
  });
  const misread = all.filter(({ spoken, read }) => spoken !== read);
  const correct = all.find(({ spoken, read }) => spoken === read && spoken.length === CORRECT_DIGITS);
  return {
    utterances: all.length,
    misread: misread.length,
    chosen: [...(correct ? [correct] : []), ...spread(misread, MAX_MISREAD)],
  };
}

/** Up to `max` items, evenly spaced from the first on. */
function spread<T>(all: readonly T[], max: number): T[] {
  const count = Math.min(max, all.length);
  return Array.from({ length: count }, (_, index) => all[Math.floor((index * all.length) / count)]!);
}
