import type { Callback, LayersModel, layers, Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import { CtcError } from '../check/errors';
import { checkOptionNames } from '../check/option-names';
import { wrongType } from '../check/wrong-value';
import { costColumn, readBatchCost } from './keras/ctc-batch-cost';
import { type CtcBatchCostLayerOptions, checkLayerOptions, registerBatchCostLayer } from './keras/ctc-batch-cost-layer';
import { ctcDecode, type DecodedTensors } from './keras/ctc-decode';
import { ctcLabelDenseToSparse, type SparseLabels } from './keras/label-dense-to-sparse';
import { pathChooser } from './loss/choose-path';
import { createCtcLoss } from './loss/ctc-loss';
import type { PathName } from './loss/loss-path';
import { createLabelErrorRate, type LabelErrorRate, type LabelErrorRateOptions } from './model/label-error-rate';
import { createLossMaker, type ModelLoss, type ModelLossOptions } from './model/model-loss';
import { packTargets, type TargetsToPack } from './model/pack-targets';
import { prepareModel } from './model/prepare-model';
import type { TensorCtcRequest } from './tensors/tensor-request';
import type { Tfjs, TfjsLayers } from './tensors/tfjs';
import { createTrainingWarnings, type TrainingWarningsOptions } from './watch/training-warnings';

/** The CTC loss for one build of TensorFlow.js. */
export interface CtcForTf {
  /**
   * The loss of each sample, [batch], in nats, differentiable with respect to the scores. The gradient is computed with
   * the loss where a gradient is being taken, and not at all elsewhere. Makes no tensor but its result.
   *
   * @throws {CtcError} if the request is wrong; ERR_CTC_UNSUPPORTED where a second derivative is asked for
   */
  ctcLoss(request: TensorCtcRequest): Tensor1D;
  /**
   * Keras' `ctc_batch_cost`: the loss of each sample, [batch, 1], in nats, differentiable with respect to `yPred`. The
   * blank is the last class. Keras adds 1e-7 to the probabilities and takes their softmax once more; this does neither.
   *
   * @param yTrue class numbers, [batch, labels]; what lies beyond a sample's labelLength is never read as a label
   * @param yPred probabilities, a softmax's output, [batch, time, classes]
   * @param inputLength frames of each sample that are not padding, [batch, 1]
   * @param labelLength labels of each sample, [batch, 1]
   * @throws {CtcError} if an argument is wrong, or looks like one of the usual mistakes
   */
  ctcBatchCost(yTrue: Tensor, yPred: Tensor, inputLength: Tensor, labelLength: Tensor): Tensor2D;
  /**
   * Keras' `ctc_decode`: what is read in each sample, one matrix [batch, time] of class numbers for each path, padded with
   * -1, and the paths' scores, [batch, paths]. The blank is the last class.
   *
   * @param yPred probabilities, a softmax's output, [batch, time, classes]
   * @param inputLength frames of each sample that are not padding, [batch]
   * @param greedy true, the default: the best class of each frame, and the score is minus its log-probability; false: a
   * prefix beam search, and the scores are log-probabilities. As in Keras; but equal labels that were found stay apart
   * @param beamWidth how many label sequences are kept after each frame; default 100
   * @param topPaths how many label sequences are wanted; default 1
   * @throws {CtcError} if an argument is wrong
   */
  ctcDecode(
    yPred: Tensor,
    inputLength: Tensor,
    greedy?: boolean,
    beamWidth?: number,
    topPaths?: number,
  ): DecodedTensors;
  /**
   * Keras' `ctc_label_dense_to_sparse`: the labels without their padding, each with its place.
   *
   * @param labels class numbers, [samples, width]
   * @param labelLengths labels of each sample, [samples]
   * @throws {CtcError} if an argument is wrong
   */
  ctcLabelDenseToSparse(labels: Tensor, labelLengths: Tensor): SparseLabels;
  /**
   * A loss for `model.compile`. The model's output is scores, [batch, time, classes]; its targets are labels,
   * [batch, labels], padded with `labelPadding`, and all frames count; or they come from {@link CtcForTf.packTargets},
   * with their lengths. Call {@link CtcForTf.prepare} afterwards.
   *
   * @throws {CtcError} if an option is wrong
   */
  loss(options?: ModelLossOptions): ModelLoss;
  /**
   * Targets for a model with {@link CtcForTf.loss}, [samples, 2 + labels, 1], int32: labels that carry their number and
   * the number of frames of each sample, whatever `fit` does to the order of samples.
   *
   * @throws {CtcError} if labels or lengths are wrong
   */
  packTargets(targets: TargetsToPack): Tensor3D;
  /**
   * Lets `fit`, `evaluate`, `trainOnBatch` and `validationSplit` take such targets, which tfjs-layers would refuse because
   * the output has another shape. Call it after each `model.compile`. Of a model with several outputs, it concerns those
   * whose loss came from {@link CtcForTf.loss}.
   *
   * @returns the model
   * @throws {CtcError} if the model is not compiled, or has none but losses of TensorFlow.js, which cannot take such targets
   */
  prepare<Model extends LayersModel>(model: Model): Model;
  readonly layers: {
    /**
     * A layer that computes {@link CtcForTf.ctcBatchCost} over the inputs [yPred, yTrue, inputLength, labelLength]; its
     * output, [batch, 1], is the loss: compile with `loss: (_, cost) => cost`. A model with it can be saved; `withTf` must
     * have been called before `tf.loadLayersModel`, which makes the layer's class known.
     *
     * @throws {CtcError} ERR_CTC_UNSUPPORTED if this build of TensorFlow.js has no layers
     */
    ctcBatchCost(options?: CtcBatchCostLayerOptions): layers.Layer;
  };
  readonly metrics: {
    /**
     * A metric for `model.compile`: the label error rate of a batch, its edit distances over its number of labels, of what
     * best path decoding reads. `fit` shows the average over batches. Give it the options of the loss.
     *
     * @throws {CtcError} if an option is wrong
     */
    labelErrorRate(options?: LabelErrorRateOptions): LabelErrorRate;
  };
  readonly callbacks: {
    /**
     * A callback for `fit` that warns, once in a training each, of samples whose labels cannot fit their frames, of scores
     * that are no numbers, of probabilities that the loss takes for logits, and at the end of an epoch in which the model
     * read nothing but blanks; and says what to do. The model has a loss of {@link CtcForTf.loss} or a layer of
     * `layers.ctcBatchCost`.
     *
     * @throws {CtcError} ERR_CTC_UNSUPPORTED if this build of TensorFlow.js has no layers
     */
    trainingWarnings(options?: TrainingWarningsOptions): Callback;
  };
  /**
   * How scores reach the native code with the backend that is in use: 'tf-op', the kernel runs inside tfjs-node's
   * TensorFlow, on its memory; or 'copy', scores and gradients pass through JavaScript. The results have the same bits.
   *
   * @throws {CtcError} ERR_CTC_UNSUPPORTED with the reason, if the op was wanted and cannot be had
   */
  readonly path: PathName;
}

/** Options of {@link withTf}. */
export interface TfOptions {
  /** Default 'auto': the op on tfjs-node, where it can be had. 'tf-op' makes it an error where it cannot. */
  readonly path?: PathName | 'auto' | undefined;
}

const OPTIONS: ReadonlySet<string> = new Set(['path'] satisfies (keyof TfOptions)[]);

/**
 * The CTC loss for TensorFlow.js.
 *
 * @param tf the build that makes the tensors: `import * as tf from '@tensorflow/tfjs-node'`, or any other
 *
 * @example
 * const ctc = withTf(tf);
 * model.compile({ optimizer: 'adam', loss: ctc.loss({ labelPadding: -1 }) });
 * ctc.prepare(model);
 * await model.fit(features, labels);   // [batch, ...], [batch, labels]
 */
export function withTf(tf: Tfjs, options: TfOptions = {}): CtcForTf {
  if (typeof tf?.customGrad !== 'function') throw wrongType(tf, 'tf', 'a build of TensorFlow.js');
  checkOptionNames(options, OPTIONS, 'options');
  const choosePath = pathChooser(tf, options.path);
  const ctcLoss = createCtcLoss(tf, choosePath);
  const BatchCostLayer = hasLayers(tf) ? registerBatchCostLayer(tf, ctcLoss) : undefined;
  return {
    ctcLoss: (request) => ctcLoss(request),
    ctcBatchCost: (yTrue, yPred, inputLength, labelLength) =>
      costColumn(tf, ctcLoss, readBatchCost(yTrue, yPred, inputLength, labelLength)),
    ctcDecode: (yPred, inputLength, greedy, beamWidth, topPaths) =>
      ctcDecode(tf, { yPred, inputLength, greedy, beamWidth, topPaths }),
    ctcLabelDenseToSparse: (labels, labelLengths) => ctcLabelDenseToSparse(tf, labels, labelLengths),
    loss: createLossMaker(ctcLoss),
    packTargets: (targets) => packTargets(tf, targets),
    prepare: (model) => prepareModel(tf, model),
    layers: {
      ctcBatchCost: (options = {}) => {
        checkLayerOptions(options);
        if (BatchCostLayer === undefined) throw noLayers();
        return new BatchCostLayer(options, ctcLoss);
      },
    },
    metrics: { labelErrorRate: (options) => createLabelErrorRate(tf, options) },
    callbacks: {
      trainingWarnings: (options) => createTrainingWarnings(expectLayers(tf), options),
    },
    get path() {
      return choosePath().name;
    },
  };
}

function hasLayers(tf: Tfjs): tf is Tfjs & TfjsLayers {
  return tf.layers !== undefined && tf.Callback !== undefined;
}

function expectLayers(tf: Tfjs): Tfjs & TfjsLayers {
  if (hasLayers(tf)) return tf;
  throw noLayers();
}

function noLayers(): CtcError {
  return new CtcError('ERR_CTC_UNSUPPORTED', 'this build of TensorFlow.js has no layers: expected tfjs or tfjs-node', {
    argument: 'tf',
  });
}
