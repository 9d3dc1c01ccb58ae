import type { Batch } from '../model/batch';
import type { Recognizer } from '../model/recognizer';
import { changeSpeed } from '../speech/change-speed';
import { bySpeaker, type Clip } from '../speech/clips';
import { composeUtterance, MAX_DIGITS } from '../speech/utterances';
import { Random } from '../support/random';
import { augment } from './augmentation';

const BATCH_SIZE = 24;

/** Batches of new utterances for each step; they depend only on the clips, the seed and the step. */
export class TrainingBatches {
  private readonly speakers: readonly (readonly Clip[])[];

  constructor(
    private readonly recognizer: Recognizer,
    clips: readonly Clip[],
    private readonly seed: number,
  ) {
    this.speakers = bySpeaker(clips);
  }

  /** All utterances of a batch have the same number of digits, so that little of the batch is padding. */
  at(step: number): Batch {
    const random = new Random(this.seed, step);
    const digits = random.integer(1, MAX_DIGITS);
    const examples = Array.from({ length: BATCH_SIZE }, () => {
      const utterance = composeUtterance(random.pick(this.speakers), digits, random);
      const samples = changeSpeed(utterance.samples, random.uniform(0.9, 1.1));
      const example = this.recognizer.toExample(samples, utterance.digits);
      augment(example, this.recognizer.features, random);
      return example;
    });
    return this.recognizer.toBatch(examples);
  }
}
