import * as tf from '@tensorflow/tfjs-node';
import { errorRate, greedyDecode } from 'ctc-native';
import { CLASSES, type Dataset, FRAMES, toInputs } from './data';
import type { Networks } from './network';

export interface Evaluation {
  /** Mean over the samples, in nats. */
  readonly loss: number;
  /** Edits per label. */
  readonly labelErrorRate: number;
}

/** Loss and label error rate on samples that were not trained on. */
export function evaluate({ reader, trainer }: Networks, dataset: Dataset): Evaluation {
  return tf.tidy(() => {
    const inputs = toInputs(dataset);
    const options = { batchSize: 100 };
    const [frames] = inputs;
    const loss = tf.mean(trainer.predict(inputs, options) as tf.Tensor).dataSync<'float32'>()[0]!;
    const readings = greedyDecode({
      probs: (reader.predict(frames!, options) as tf.Tensor).dataSync<'float32'>(),
      shape: [dataset.labels.length, FRAMES, CLASSES],
      inputLengths: dataset.inputLengths,
      blank: -1,
    });
    const read = readings.map(({ labels }) => labels);
    return { loss, labelErrorRate: errorRate(dataset.labels as number[][], read) };
  });
}
