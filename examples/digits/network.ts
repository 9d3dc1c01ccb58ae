import * as tf from '@tensorflow/tfjs-node';
import { CLASSES } from './alphabet';

/** Feature frames to one frame of scores. */
export const TIME_STRIDE = 4;

const FILTERS = 64;
const KERNEL = 9;

/**
 * From `[batch, frames, melBins]` to unnormalised scores `[batch, frames / TIME_STRIDE, CLASSES]`: two convolutions over
 * time, each halving it, two residual ones, and a dense layer. `frames` must be a multiple of TIME_STRIDE, or the
 * padding of the strided convolutions shifts by a frame.
 */
export function buildNetwork(melBins: number, seed: number): tf.LayersModel {
  let layer = 0;
  const layerSeed = (): number => seed * 100 + layer++;
  const convolve = (input: tf.SymbolicTensor, strides: number): tf.SymbolicTensor => {
    const convolution = tf.layers.conv1d({
      filters: FILTERS,
      kernelSize: KERNEL,
      strides,
      padding: 'same',
      useBias: false,
      kernelInitializer: tf.initializers.heNormal({ seed: layerSeed() }),
    });
    const norm = tf.layers.batchNormalization({ momentum: 0.9, epsilon: 1e-3 });
    return tf.layers.reLU().apply(norm.apply(convolution.apply(input))) as tf.SymbolicTensor;
  };
  const residual = (input: tf.SymbolicTensor): tf.SymbolicTensor =>
    tf.layers.add().apply([input, convolve(input, 1)]) as tf.SymbolicTensor;

  const input = tf.input({ shape: [null, melBins] });
  const halvedTwice = convolve(convolve(input, 2), 2);
  const scores = tf.layers.dense({
    units: CLASSES,
    kernelInitializer: tf.initializers.glorotUniform({ seed: layerSeed() }),
  });
  return tf.model({ inputs: input, outputs: scores.apply(residual(residual(halvedTwice))) as tf.SymbolicTensor });
}

/** Frames of scores that belong to an utterance of so many feature frames. */
export function scoreFrames(featureFrames: number): number {
  return Math.ceil(featureFrames / TIME_STRIDE);
}
