import type { LabelledBatch } from '../../request/options';
import type { InputName } from './score-options';
import type { Utterance } from './utterance';

/** Utterances of one width, as one request takes them. */
export interface UtteranceBatch {
  readonly utterances: readonly Utterance[];
  readonly request: LabelledBatch;
}

/** Groups utterances that have equally many classes, and pads them to the longest. */
export function batchesOf(utterances: readonly Utterance[], input: InputName): UtteranceBatch[] {
  const groups = new Map<number, Utterance[]>();
  for (const utterance of utterances) {
    const group = groups.get(utterance.classes);
    if (group === undefined) groups.set(utterance.classes, [utterance]);
    else group.push(utterance);
  }
  return [...groups].map(([classes, group]) => {
    const time = group.reduce((most, { frames }) => Math.max(most, frames), 0);
    const scores = new Float32Array(group.length * time * classes);
    for (const [sample, { data, frames }] of group.entries()) {
      scores.set(data.subarray(0, frames * classes), sample * time * classes);
    }
    return {
      utterances: group,
      request: {
        [input]: scores,
        shape: [group.length, time, classes],
        inputLengths: group.map(({ frames }) => frames),
        labels: group.map(({ labels }) => labels),
      },
    };
  });
}
