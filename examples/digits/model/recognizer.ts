import * as tf from '@tensorflow/tfjs-node';
import { type FeatureParameters, LogMel } from '../features/log-mel';
import { normalize } from '../features/normalize';
import type { Utterance } from '../speech/utterances';
import { type Batch, type Example, toBatch } from './batch';
import { TIME_STRIDE } from './network';
import { type Scores, toScores } from './scores';

/** A network and its features: from samples to scores. */
export class Recognizer {
  private readonly logMel: LogMel;

  constructor(
    readonly network: tf.LayersModel,
    readonly features: FeatureParameters,
  ) {
    this.logMel = new LogMel(features);
  }

  /** Seconds from one score frame to the next. */
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

  batchUtterances(utterances: readonly Utterance[]): Batch {
    return this.toBatch(utterances.map(({ samples, digits }) => this.toExample(samples, digits)));
  }

  score(batch: Batch): Scores {
    // Assigned instead of returned: tidy walks a returned array element by element.
    let logits: Float32Array = new Float32Array(0);
    tf.tidy(() => {
      const output = this.network.predict(tf.tensor3d(batch.features, batch.shape)) as tf.Tensor3D;
      logits = output.dataSync<'float32'>();
    });
    return toScores(logits, batch.frames);
  }
}
