import { type Alignment, align, greedyDecode } from 'ctc-native';
import { spell } from './alphabet';
import type { Batch } from './batches';
import type { Clip } from './clips';
import { TIME_STRIDE } from './network';
import type { Recognizer } from './recognizer';
import type { AlignedSound } from './report-waveform';
import { testUtterances, toBatches } from './training-data';

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

export function hearSamples(recognizer: Recognizer, clips: readonly Clip[]): HeardSamples {
  const heard = testUtterances(clips).flatMap((group) => {
    const [batch] = toBatches(recognizer, [group]) as [Batch];
    const scores = recognizer.score(batch);
    const alignments = align({ ...scores, labels: batch.labels });
    return greedyDecode(scores).map(({ labels, timesteps }, index) => ({
      samples: group[index]!.samples,
      spoken: spell(group[index]!.digits),
      read: spell([...labels]),
      spans: (alignments[index] as Alignment).spans,
      reading: { labels: [...labels], timesteps: [...timesteps] },
      frameShift: (TIME_STRIDE * recognizer.features.hopLength) / recognizer.features.sampleRate,
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
