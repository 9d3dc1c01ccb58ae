import type { Batch } from '../model/batch';
import type { Recognizer } from '../model/recognizer';
import type { Clip } from '../speech/clips';
import { composeTestSet, type Utterance } from '../speech/utterances';
import { Random } from '../support/random';

/** Fixed, so that every training is judged on the same utterances. */
const TEST_SEED = 99;
const HELD_OUT_SEED = 98;
const UTTERANCES_PER_LENGTH = 40;

/** A group for each number of digits. */
export function testUtterances(clips: readonly Clip[]): Utterance[][] {
  return composeTestSet(clips, UTTERANCES_PER_LENGTH, new Random(TEST_SEED));
}

/** One batch for each number of digits. */
export function heldOutBatches(recognizer: Recognizer, clips: readonly Clip[]): Batch[] {
  return toBatches(recognizer, composeTestSet(clips, UTTERANCES_PER_LENGTH, new Random(HELD_OUT_SEED)));
}

/** A batch for each group of utterances. */
export function toBatches(recognizer: Recognizer, groups: readonly (readonly Utterance[])[]): Batch[] {
  return groups.map((utterances) =>
    recognizer.toBatch(utterances.map(({ samples, digits }) => recognizer.toExample(samples, digits))),
  );
}
