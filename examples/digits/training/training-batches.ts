import type { Batch } from '../model/batch';
import type { Recognizer } from '../model/recognizer';
import { changeSpeed } from '../speech/change-speed';
import { bySpeaker, type Clip } from '../speech/clips';
import { compose, MOST_DIGITS } from '../speech/utterances';
import { Random } from '../support/random';
import { augment } from './augmentation';

const BATCH_SIZE = 24;

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
