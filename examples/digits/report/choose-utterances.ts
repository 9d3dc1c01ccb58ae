import { type Alignment, align, greedyDecode } from 'ctc-native';
import type { ScoredUtterances } from '../evaluation/error-counts';
import { spell } from '../model/alphabet';
import type { AlignedSound } from './waveform-chart';

const MOST_MISREAD = 3;
const RIGHT_DIGITS = 5;

/** An utterance of the test set as the network reads it. */
export interface HeardUtterance extends AlignedSound {
  readonly spoken: string;
  readonly read: string;
}

/** The test set's utterances that are read wrong, up to a few, and one that is read right. */
export interface HeardSamples {
  readonly utterances: number;
  readonly misread: number;
  readonly shown: readonly HeardUtterance[];
}

/** @param frameShift seconds from one frame of scores to the next */
export function hearSamples(scored: readonly ScoredUtterances[], frameShift: number): HeardSamples {
  const heard = scored.flatMap(({ utterances, scores }) => {
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
  const misread = heard.filter(({ spoken, read }) => spoken !== read);
  const right = heard.find(({ spoken, read }) => spoken === read && spoken.length === RIGHT_DIGITS);
  return {
    utterances: heard.length,
    misread: misread.length,
    shown: [...(right ? [right] : []), ...spread(misread, MOST_MISREAD)],
  };
}

/** So many of them, or all, evenly from the first on. */
function spread<T>(all: readonly T[], most: number): T[] {
  const count = Math.min(most, all.length);
  return Array.from({ length: count }, (_, index) => all[Math.floor((index * all.length) / count)]!);
}
