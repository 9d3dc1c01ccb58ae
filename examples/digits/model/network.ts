import * as tf from '@tensorflow/tfjs-node';
import { CLASSES } from './alphabet';

/** Feature frames to one frame of scores. */
export const TIME_STRIDE = 4;

const FILTERS = 64;
/** The convolutions that look at time and frequency: filters, and a kernel over so many frames and bins. */
const PATTERNS = [
  { filters: 16, kernelSize: [5, 5] },
  { filters: 32, kernelSize: [5, 3] },
];

/**
 * From `[batch, frames, melBins]` to unnormalised scores `[batch, frames / TIME_STRIDE, CLASSES]`: two convolutions over
 * time and frequency, each halving both, three over time, of which two are residual, and a dense layer. What looks at a
 * part of the spectrum knows a vowel again where another speaker's formants lie. `frames` must be a multiple of
 * TIME_STRIDE, or the padding of the strided convolutions shifts by a frame.
 */
export function buildNetwork(melBins: number, seed: number): tf.LayersModel {
  let layer = 0;
  const layerSeed = (): number => seed * 100 + layer++;
  const activate = (convolution: tf.layers.Layer, input: tf.SymbolicTensor): tf.SymbolicTensor => {
    const norm = tf.layers.batchNormalization({ momentum: 0.9, epsilon: 1e-3 });
    return tf.layers.reLU().apply(norm.apply(convolution.apply(input))) as tf.SymbolicTensor;
  };
  // No bias under the norm, which would take it away.
  const shared = () =>
    ({ padding: 'same', useBias: false, kernelInitializer: tf.initializers.heNormal({ seed: layerSeed() }) }) as const;
  const overTime = (input: tf.SymbolicTensor, kernelSize: number): tf.SymbolicTensor =>
    activate(tf.layers.conv1d({ filters: FILTERS, kernelSize, ...shared() }), input);
  const residual = (input: tf.SymbolicTensor): tf.SymbolicTensor =>
    tf.layers.add().apply([input, overTime(input, 9)]) as tf.SymbolicTensor;
  const reshape = (input: tf.SymbolicTensor, ...targetShape: number[]): tf.SymbolicTensor =>
    tf.layers.reshape({ targetShape: [-1, ...targetShape] }).apply(input) as tf.SymbolicTensor;

  const input = tf.input({ shape: [null, melBins] });
  let patterns = reshape(input, melBins, 1);
  for (const pattern of PATTERNS) {
    patterns = activate(tf.layers.conv2d({ ...pattern, strides: 2, ...shared() }), patterns);
  }
  const [, , bins, filters] = patterns.shape;
  const heard = overTime(reshape(patterns, bins! * filters!), 3);
  const scores = tf.layers.dense({
    units: CLASSES,
    kernelInitializer: tf.initializers.glorotUniform({ seed: layerSeed() }),
  });
  return tf.model({ inputs: input, outputs: scores.apply(residual(residual(heard))) as tf.SymbolicTensor });
}

/** Frames of scores that belong to an utterance of so many feature frames. */
export function scoreFrames(featureFrames: number): number {
  return Math.ceil(featureFrames / TIME_STRIDE);
}
