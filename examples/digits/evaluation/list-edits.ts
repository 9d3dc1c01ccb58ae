import { editDistance } from 'ctc-native';

/** One mistake of a reading: a digit said and read as another, said and not read, or read and not said. */
export interface Edit {
  readonly spoken: number | null;
  readonly read: number | null;
}

/** A shortest list of edits that leads from what was spoken to what was read, in the order of the utterance. */
export function listEdits(spoken: readonly number[], read: readonly number[]): Edit[] {
  const edits: Edit[] = [];
  const distance = (said: number, heard: number): number =>
    editDistance(spoken.slice(0, said), read.slice(0, heard)).distance;
  let [said, heard] = [spoken.length, read.length];
  for (let left = distance(said, heard); left > 0; left = distance(said, heard)) {
    const [lastSaid, lastHeard] = [spoken[said - 1] ?? null, read[heard - 1] ?? null];
    const same = lastSaid === lastHeard;
    if (said > 0 && heard > 0 && distance(said - 1, heard - 1) === left - (same ? 0 : 1)) {
      if (!same) edits.push({ spoken: lastSaid, read: lastHeard });
      said--;
      heard--;
    } else if (said > 0 && distance(said - 1, heard) === left - 1) {
      edits.push({ spoken: lastSaid, read: null });
      said--;
    } else {
      edits.push({ spoken: null, read: lastHeard });
      heard--;
    }
  }
  return edits.reverse();
}
