import * as tf from '@tensorflow/tfjs-node';
import { CLASSES } from './alphabet';

/** Feature frames per score frame. */
export const TIME_STRIDE = 4;

const FILTERS = 64;
/** Convolutions over time and frequency; kernel sizes in frames and mel bins. */
const TIME_FREQUENCY_CONVOLUTIONS = [
  { filters: 16, kernelSize: [5, 5] },
  { filters: 32, kernelSize: [5, 3] },
];

/**
 * Maps `[batch, frames, melBins]` to unnormalised scores `[batch, frames / TIME_STRIDE, CLASSES]`: two convolutions over
 * time and frequency, each halving both, three over time, two of them residual, and a dense layer. A convolution over
 * frequency recognises a vowel whose formants another speaker shifts. `frames` must be a multiple of TIME_STRIDE, or the
 * padding of the strided convolutions shifts by a frame.
 */
export function buildNetwork(melBins: number, seed: number): tf.LayersModel {
  let layer = 0;
  const layerSeed = (): number => seed * 100 + layer++;
  const activate = (convolution: tf.layers.Layer, input: tf.SymbolicTensor): tf.SymbolicTensor => {
    const norm = tf.layers.batchNormalization({ momentum: 0.9, epsilon: 1e-3 });
    return tf.layers.reLU().apply(norm.apply(convolution.apply(input))) as tf.SymbolicTensor;
  };
  // No bias before the batch norm, which would subtract it.
  const shared = () =>
    ({ padding: 'same', useBias: false, kernelInitializer: tf.initializers.heNormal({ seed: layerSeed() }) }) as const;
  const overTime = (input: tf.SymbolicTensor, kernelSize: number): tf.SymbolicTensor =>
    activate(tf.layers.conv1d({ filters: FILTERS, kernelSize, ...shared() }), input);
  const residual = (input: tf.SymbolicTensor): tf.SymbolicTensor =>
    tf.layers.add().apply([input, overTime(input, 9)]) as tf.SymbolicTensor;
  const reshape = (input: tf.SymbolicTensor, ...targetShape: number[]): tf.SymbolicTensor =>
    tf.layers.reshape({ targetShape: [-1, ...targetShape] }).apply(input) as tf.SymbolicTensor;

  const input = tf.input({ shape: [null, melBins] });
  let features = reshape(input, melBins, 1);
  for (const convolution of TIME_FREQUENCY_CONVOLUTIONS) {
    features = activate(tf.layers.conv2d({ ...convolution, strides: 2, ...shared() }), features);
  }
  const [, , bins, filters] = features.shape;
  const encoded = overTime(reshape(features, bins! * filters!), 3);
  const scores = tf.layers.dense({
    units: CLASSES,
    kernelInitializer: tf.initializers.glorotUniform({ seed: layerSeed() }),
  });
  return tf.model({ inputs: input, outputs: scores.apply(residual(residual(encoded))) as tf.SymbolicTensor });
}

/** Score frames of an utterance, from its feature frames. */
export function scoreFrames(featureFrames: number): number {
  return Math.ceil(featureFrames / TIME_STRIDE);
}
