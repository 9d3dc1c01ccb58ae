import * as tf from '@tensorflow/tfjs-node';
import { decodeTensors, type EncodedTensors, encodeTensors } from './encoded-tensors';

/** Averages over about the last hundred steps. */
const DECAY = 0.99;

/**
 * The exponential moving average of a network's weights over its training steps (Polyak and Juditsky, 1992). It makes
 * fewer errors than the current weights, and varies less between steps.
 */
export class WeightAverage {
  private weights: tf.Tensor[];

  constructor(private readonly network: tf.LayersModel) {
    this.weights = network.getWeights().map((weight) => weight.clone());
  }

  /** @param step steps taken; the decay is smaller in the first steps, to forget the initial weights */
  update(step: number): void {
    const decay = Math.min(DECAY, (1 + step) / (10 + step));
    this.replace(
      tf.tidy(() =>
        this.network
          .getWeights()
          .map((weight, index) => tf.add(tf.mul(decay, this.weights[index]!), tf.mul(1 - decay, weight))),
      ),
    );
  }

  /** Runs the callback while the network has the average as its weights. */
  during<Result>(callback: () => Result): Result {
    const current = this.network.getWeights().map((weight) => weight.clone());
    this.network.setWeights(this.weights);
    try {
      return callback();
    } finally {
      this.network.setWeights(current);
      tf.dispose(current);
    }
  }

  encode(): Promise<EncodedTensors> {
    return encodeTensors(this.weights);
  }

  restore(encoded: EncodedTensors): void {
    this.replace(decodeTensors(encoded));
  }

  private replace(weights: tf.Tensor[]): void {
    tf.dispose(this.weights);
    this.weights = weights;
  }
}
