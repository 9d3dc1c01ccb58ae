import { allocate } from '../../check/allocate';
import type { LabelledBatch } from '../../request/options';
import type { InputName } from './score-options';
import type { Utterance } from './utterance';

/** Scores that one request may hold, padding included: 128 MB, of which the asynchronous calls make a copy. */
export const MAX_BATCH_SCORES = 2 ** 25;

/**
 * Groups utterances into requests: all of a group have equally many classes and at least half of the longest one's frames,
 * and their padded scores are at most `maxScores`, unless the group is a single utterance.
 */
export function batchesOf(utterances: readonly Utterance[], maxScores = MAX_BATCH_SCORES): Utterance[][] {
  const sorted = [...utterances].sort((one, other) => one.classes - other.classes || other.frames - one.frames);
  const batches: Utterance[][] = [];
  for (const utterance of sorted) {
    const batch = batches.at(-1);
    const longest = batch?.[0];
    const fits =
      batch !== undefined &&
      longest?.classes === utterance.classes &&
      2 * utterance.frames >= longest.frames &&
      (batch.length + 1) * longest.frames * longest.classes <= maxScores;
    if (fits) batch.push(utterance);
    else batches.push([utterance]);
  }
  return batches;
}

/**
 * The request of a batch, padded to its longest utterance.
 *
 * @throws {CtcError} if memory is short
 */
export function requestOf(batch: readonly Utterance[], input: InputName): LabelledBatch {
  const [{ classes }] = batch as readonly [Utterance];
  const time = batch.reduce((longest, { frames }) => Math.max(longest, frames), 0);
  return {
    [input]: batch.length === 1 ? batch[0]!.data.subarray(0, time * classes) : padded(batch, time * classes),
    shape: [batch.length, time, classes],
    inputLengths: batch.map(({ frames }) => frames),
    labels: batch.map(({ labels }) => labels),
  };
}

function padded(batch: readonly Utterance[], size: number): Float32Array {
  const scores = allocate(() => new Float32Array(batch.length * size), 'the scores of a batch');
  for (const [sample, { data, frames, classes }] of batch.entries()) {
    scores.set(data.subarray(0, frames * classes), sample * size);
  }
  return scores;
}
