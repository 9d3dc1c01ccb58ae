import * as tf from '@tensorflow/tfjs-node';
import { withTf } from 'ctc-native/tfjs';
import { BLANK } from '../model/alphabet';
import type { Batch } from '../model/batch';
import { type Scores, toScores } from '../model/scores';
import { Adam } from './adam';

const MAX_GRADIENT_NORM = 5;

export interface StepResult {
  /** Mean over the batch, in nats. */
  readonly loss: number;
  /** Scores of the batch before this step. */
  readonly scores: Scores;
  /** Time in the CTC loss and its gradient. */
  readonly lossMilliseconds: number;
}

/** Takes gradient steps on the CTC loss of a network. */
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
    // All tensors between the batch and the updated weights are temporary.
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

/** Scales all gradients by one factor if their joint norm is too large, so that no outlier ruins the network. */
function clipByGlobalNorm(gradients: tf.NamedTensorMap): { name: string; tensor: tf.Tensor }[] {
  const norm = tf.sqrt(tf.addN(Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)))));
  const scale = tf.minimum(1, tf.div(MAX_GRADIENT_NORM, norm));
  return Object.entries(gradients).map(([name, gradient]) => ({ name, tensor: tf.mul(gradient, scale) }));
}
