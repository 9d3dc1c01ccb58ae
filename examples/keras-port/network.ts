import * as tf from '@tensorflow/tfjs-node';
import { withTf } from 'ctc-native/tfjs';
import { CLASSES, FEATURES, FRAMES, MAX_LABELS } from './data';

const ctc = withTf(tf);

export interface Networks {
  /** From frames to class probabilities, `[batch, FRAMES, CLASSES]`. */
  readonly reader: tf.LayersModel;
  /** From `[frames, yTrue, inputLength, labelLength]` to the loss of each sample, `[batch, 1]`; shares the reader's weights. */
  readonly trainer: tf.LayersModel;
}

export function buildNetworks(seed: number): Networks {
  const frames = tf.input({ shape: [FRAMES, FEATURES], name: 'frames' });
  const yPred = readFrames(frames, seed);
  // The loss needs labels and lengths, which are inputs of the model, too. Their data goes to fit.
  const yTrue = tf.input({ shape: [MAX_LABELS], name: 'yTrue' });
  const inputLength = tf.input({ shape: [1], name: 'inputLength' });
  const labelLength = tf.input({ shape: [1], name: 'labelLength' });
  const cost = ctc.layers.ctcBatchCost().apply([yPred, yTrue, inputLength, labelLength]) as tf.SymbolicTensor;
  return {
    reader: tf.model({ inputs: frames, outputs: yPred }),
    trainer: tf.model({ inputs: [frames, yTrue, inputLength, labelLength], outputs: cost }),
  };
}

/** The output of the model already is the loss, so the target is ignored. */
export function compile(trainer: tf.LayersModel): void {
  trainer.compile({ optimizer: tf.train.adam(1e-3), loss: (_, cost) => cost });
}

function readFrames(frames: tf.SymbolicTensor, seed: number): tf.SymbolicTensor {
  let layer = 0;
  const layerSeed = (): number => seed * 100 + layer++;
  const weights = () => tf.initializers.glorotUniform({ seed: layerSeed() });
  const layers = [
    tf.layers.conv1d({
      filters: 256,
      kernelSize: 3,
      padding: 'same',
      activation: 'relu',
      useBias: false,
      kernelInitializer: weights(),
    }),
    tf.layers.batchNormalization(),
    tf.layers.dropout({ rate: 0.2, seed: layerSeed() }),
    tf.layers.bidirectional({
      layer: tf.layers.lstm({
        units: 200,
        returnSequences: true,
        // As in Keras; the default of TensorFlow.js is hardSigmoid.
        recurrentActivation: 'sigmoid',
        kernelInitializer: weights(),
        // Keras' default, orthogonal, takes TensorFlow.js seconds at this size.
        recurrentInitializer: weights(),
      }),
      mergeMode: 'concat',
    }),
    tf.layers.batchNormalization(),
    tf.layers.dropout({ rate: 0.2, seed: layerSeed() }),
    tf.layers.dense({ units: CLASSES, activation: 'softmax', kernelInitializer: weights() }),
  ];
  return layers.reduce((output, next) => next.apply(output) as tf.SymbolicTensor, frames);
}
