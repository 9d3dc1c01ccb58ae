import { augment } from './augmentation';
import type { Batch } from './batches';
import { changeSpeed } from './change-speed';
import { bySpeaker, type Clip } from './clips';
import { Random } from './random';
import type { Recognizer } from './recognizer';
import { compose, composeTestSet, MOST_DIGITS, type Utterance } from './utterances';

const BATCH_SIZE = 24;

/** Fixed, so that every training is judged on the same utterances. */
const TEST_SEED = 99;
const HELD_OUT_SEED = 98;
const UTTERANCES_PER_LENGTH = 40;

/** An endless supply of new utterances; which they are depends on the seed and the step alone. */
export class TrainingData {
  private readonly speakers: readonly (readonly Clip[])[];

  constructor(
    private readonly recognizer: Recognizer,
    clips: readonly Clip[],
    private readonly seed: number,
  ) {
    this.speakers = bySpeaker(clips);
  }

  /** Utterances of equally many digits, so that they are about equally long and little of the batch is padding. */
  batch(step: number): Batch {
    const random = new Random(this.seed, step);
    const digits = random.integer(1, MOST_DIGITS);
    const examples = Array.from({ length: BATCH_SIZE }, () => {
      const utterance = compose(random.pick(this.speakers), digits, random);
      const samples = changeSpeed(utterance.samples, random.uniform(0.9, 1.1));
      const example = this.recognizer.toExample(samples, utterance.digits);
      augment(example, this.recognizer.features, random);
      return example;
    });
    return this.recognizer.toBatch(examples);
  }
}

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
