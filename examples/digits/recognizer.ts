import * as tf from '@tensorflow/tfjs-node';
import { type Batch, type Example, toBatch } from './batches';
import { decodeBatch, labelErrorRate } from './decoding';
import { type FeatureParameters, LogMel, normalize } from './features';
import { scoreFrames } from './network';

/** A network with the features it reads: from samples to labels. */
export class Recognizer {
  private readonly logMel: LogMel;

  constructor(
    readonly network: tf.LayersModel,
    readonly features: FeatureParameters,
  ) {
    this.logMel = new LogMel(features);
  }

  toExample(samples: Float32Array, digits: readonly number[]): Example {
    const features = this.logMel.compute(samples);
    normalize(features, this.features.melBins);
    return { features, digits };
  }

  toBatch(examples: readonly Example[]): Batch {
    return toBatch(examples, this.features.melBins);
  }

  /** The labels heard in each example. */
  read(batch: Batch): number[][] {
    // Handed out past tidy, which would walk an array that it returns, element by element.
    let scores: Float32Array = new Float32Array(0);
    tf.tidy(() => {
      const output = this.network.predict(tf.tensor3d(batch.features, batch.shape)) as tf.Tensor3D;
      scores = output.dataSync<'float32'>();
    });
    return decodeBatch(scores, batch.frames.map(scoreFrames));
  }

  errorRate(batches: readonly Batch[]): number {
    return labelErrorRate(
      batches.flatMap(({ labels }) => labels),
      batches.flatMap((batch) => this.read(batch)),
    );
  }
}
