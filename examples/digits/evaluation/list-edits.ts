import { editDistance } from 'ctc-native';

/** One edit: a substitution, a deletion (`read` is null) or an insertion (`spoken` is null). */
export interface Edit {
  readonly spoken: number | null;
  readonly read: number | null;
}

/** A shortest list of edits from the digits spoken to the digits read, in the order of the utterance. */
export function listEdits(spoken: readonly number[], read: readonly number[]): Edit[] {
  const edits: Edit[] = [];
  const distance = (spokenLength: number, readLength: number): number =>
    editDistance(spoken.slice(0, spokenLength), read.slice(0, readLength)).distance;
  let [spokenLength, readLength] = [spoken.length, read.length];
  for (let left = distance(spokenLength, readLength); left > 0; left = distance(spokenLength, readLength)) {
    const [lastSpoken, lastRead] = [spoken[spokenLength - 1] ?? null, read[readLength - 1] ?? null];
    const same = lastSpoken === lastRead;
    if (spokenLength > 0 && readLength > 0 && distance(spokenLength - 1, readLength - 1) === left - (same ? 0 : 1)) {
      if (!same) edits.push({ spoken: lastSpoken, read: lastRead });
      spokenLength--;
      readLength--;
    } else if (spokenLength > 0 && distance(spokenLength - 1, readLength) === left - 1) {
      edits.push({ spoken: lastSpoken, read: null });
      spokenLength--;
    } else {
      edits.push({ spoken: null, read: lastRead });
      readLength--;
    }
  }
  return edits.reverse();
}
