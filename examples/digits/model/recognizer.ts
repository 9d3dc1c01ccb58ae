import * as tf from '@tensorflow/tfjs-node';
import { type FeatureParameters, LogMel, normalize } from '../features/log-mel';
import { type Batch, type Example, toBatch } from './batch';
import { TIME_STRIDE } from './network';
import { type Scores, toScores } from './scores';

/** A network with the features it reads: from samples to scores. */
export class Recognizer {
  private readonly logMel: LogMel;

  constructor(
    readonly network: tf.LayersModel,
    readonly features: FeatureParameters,
  ) {
    this.logMel = new LogMel(features);
  }

  /** Seconds from one frame of scores to the next. */
  get frameShift(): number {
    return (TIME_STRIDE * this.features.hopLength) / this.features.sampleRate;
  }

  toExample(samples: Float32Array, digits: readonly number[]): Example {
    const features = this.logMel.compute(samples);
    normalize(features, this.features.melBins);
    return { features, digits };
  }

  toBatch(examples: readonly Example[]): Batch {
    return toBatch(examples, this.features.melBins);
  }

  score(batch: Batch): Scores {
    // Handed out past tidy, which would walk an array that it returns, element by element.
    let logits: Float32Array = new Float32Array(0);
    tf.tidy(() => {
      const output = this.network.predict(tf.tensor3d(batch.features, batch.shape)) as tf.Tensor3D;
      logits = output.dataSync<'float32'>();
    });
    return toScores(logits, batch.frames);
  }
}
