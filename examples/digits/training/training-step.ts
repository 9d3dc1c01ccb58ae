import * as tf from '@tensorflow/tfjs-node';
import { withTf } from 'ctc-native/tfjs';
import { BLANK } from '../model/alphabet';
import type { Batch } from '../model/batch';
import { type Scores, toScores } from '../model/scores';
import { Adam } from './adam';

const LARGEST_GRADIENT_NORM = 5;

export interface StepResult {
  /** Mean over the batch, in nats. */
  readonly loss: number;
  /** What the network made of the batch before this step changed it. */
  readonly scores: Scores;
  /** Time spent in the CTC loss, its gradient included. */
  readonly lossMilliseconds: number;
}

/** Changes a network, batch by batch, to make the CTC loss smaller. */
export class TrainingStep {
  readonly optimizer = new Adam();
  private readonly ctc = withTf(tf);
  private readonly weights: tf.Variable[];

  constructor(private readonly network: tf.LayersModel) {
    this.weights = network.getWeights(true) as tf.Variable[];
  }

  run(batch: Batch, learningRate: number): StepResult {
    let loss = 0;
    let scores = toScores(new Float32Array(0), batch.frames);
    let lossMilliseconds = 0;
    // Everything between the batch and the changed weights is temporary, so one tidy frees it all.
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() => {
        const logits = this.network.apply(tf.tensor3d(batch.features, batch.shape), { training: true }) as tf.Tensor3D;
        scores = toScores(logits.dataSync<'float32'>(), batch.frames);
        const start = performance.now();
        const losses = this.ctc.ctcLoss({
          logits,
          labels: batch.labels,
          inputLengths: scores.inputLengths,
          blank: BLANK,
          infeasible: 'zero',
        });
        lossMilliseconds = performance.now() - start;
        return tf.mean(losses);
      }, this.weights);
      this.optimizer.setLearningRate(learningRate);
      this.optimizer.applyGradients(clipByGlobalNorm(grads));
      loss = value.dataSync<'float32'>()[0]!;
    });
    return { loss, scores, lossMilliseconds };
  }

  dispose(): void {
    this.optimizer.dispose();
  }
}

/** Shrinks all gradients alike if together they are too long: a single odd utterance must not throw the network off. */
function clipByGlobalNorm(gradients: tf.NamedTensorMap): { name: string; tensor: tf.Tensor }[] {
  const norm = tf.sqrt(tf.addN(Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)))));
  const scale = tf.minimum(1, tf.div(LARGEST_GRADIENT_NORM, norm));
  return Object.entries(gradients).map(([name, gradient]) => ({ name, tensor: tf.mul(gradient, scale) }));
}
