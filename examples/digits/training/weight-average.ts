import * as tf from '@tensorflow/tfjs-node';
import { decodeTensors, type EncodedTensor, encodeTensors } from './encoded-tensors';

/** Of the average in the next: about the last hundred steps count. */
const DECAY = 0.99;

/**
 * The exponential moving average of a network's weights over the steps of its training (Polyak and Juditsky, 1992). It
 * makes fewer mistakes than the weights themselves, and differs less from one step to the next.
 */
export class WeightAverage {
  private weights: tf.Tensor[];

  constructor(private readonly network: tf.LayersModel) {
    this.weights = network.getWeights().map((weight) => weight.clone());
  }

  /** @param step steps taken; the first ones are forgotten sooner */
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

  /** Calls back while the network has the average for its weights. */
  during<Result>(callback: () => Result): Result {
    const own = this.network.getWeights().map((weight) => weight.clone());
    this.network.setWeights(this.weights);
    try {
      return callback();
    } finally {
      this.network.setWeights(own);
      tf.dispose(own);
    }
  }

  encode(): EncodedTensor[] {
    return encodeTensors(this.weights);
  }

  restore(encoded: readonly EncodedTensor[]): void {
    this.replace(decodeTensors(encoded));
  }

  private replace(weights: tf.Tensor[]): void {
    tf.dispose(this.weights);
    this.weights = weights;
  }
}
