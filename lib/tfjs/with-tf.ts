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
   * The loss of each sample, [batch], in nats, differentiable with respect to the scores. Inside tf.grad and optimizers, the
   * gradient is computed together with the loss; elsewhere only the loss is computed. Creates no tensor except its result.
   *
   * @throws {CtcError} if the request is invalid; ERR_CTC_UNSUPPORTED for a second derivative
   */
  ctcLoss(request: TensorCtcRequest): Tensor1D;
  /**
   * Keras' `ctc_batch_cost`: the loss of each sample, [batch, 1], in nats, differentiable with respect to `yPred`. The blank
   * is the last class. Keras adds 1e-7 to the probabilities and applies a second softmax; this function does neither.
   *
   * @param yTrue class numbers, [batch, labels]; elements beyond a sample's labelLength are ignored
   * @param yPred probabilities, the output of a softmax layer, [batch, time, classes]
   * @param inputLength number of valid frames of each sample, [batch, 1]
   * @param labelLength number of labels of each sample, [batch, 1]
   * @throws {CtcError} if an argument is invalid or looks like a common mistake
   */
  ctcBatchCost(yTrue: Tensor, yPred: Tensor, inputLength: Tensor, labelLength: Tensor): Tensor2D;
  /**
   * Keras' `ctc_decode`: for each path a matrix [batch, time] of class numbers, padded with -1; and the scores of the paths,
   * [batch, paths]. The blank is the last class.
   *
   * @param yPred probabilities, the output of a softmax layer, [batch, time, classes]
   * @param inputLength number of valid frames of each sample, [batch]
   * @param greedy true (default): the best class of each frame; the score is the negative log-probability. false: prefix beam
   * search; the scores are log-probabilities. Unlike in Keras, beam search does not merge repeated labels of its result
   * @param beamWidth number of label sequences kept after each frame; default 100
   * @param topPaths number of label sequences returned; default 1
   * @throws {CtcError} if an argument is invalid
   */
  ctcDecode(
    yPred: Tensor,
    inputLength: Tensor,
    greedy?: boolean,
    beamWidth?: number,
    topPaths?: number,
  ): DecodedTensors;
  /**
   * Keras' `ctc_label_dense_to_sparse`: the labels without padding, each with its row and column.
   *
   * @param labels class numbers, [samples, width]
   * @param labelLengths number of labels of each sample, [samples]
   * @throws {CtcError} if an argument is invalid
   */
  ctcLabelDenseToSparse(labels: Tensor, labelLengths: Tensor): SparseLabels;
  /**
   * A loss for `model.compile`. The model's output is scores, [batch, time, classes]. The targets are labels,
   * [batch, labels], padded with `labelPadding`; or they come from {@link CtcForTf.packTargets}, with their lengths. Without
   * packed lengths, all frames count except those masked by a layer such as `tf.layers.masking`. Call
   * {@link CtcForTf.prepare} after compile.
   *
   * @throws {CtcError} if an option is invalid
   */
  loss(options?: ModelLossOptions): ModelLoss;
  /**
   * Packs labels, label lengths and input lengths into one target tensor for a model with {@link CtcForTf.loss},
   * [samples, 2 + labels, 1], int32, so that they stay together when `fit` shuffles and splits the samples.
   *
   * @throws {CtcError} if labels or lengths are invalid
   */
  packTargets(targets: TargetsToPack): Tensor3D;
  /**
   * Prepares a compiled model for training with a CTC loss. Call it after each `model.compile`. In a model with several
   * outputs it changes those whose loss comes from {@link CtcForTf.loss}:
   * - `fit`, `evaluate`, `trainOnBatch` and `validationSplit` accept the targets, which have another shape than the output
   * - the mask of the output, if the model has one, reaches the loss and the label error rate
   * - `fit` accepts a list of callbacks and objects of functions, and rejects sampleWeight and classWeight
   * - the label error rate is not saved with the model: TensorFlow.js could not load it. It saves no loss either, so compile a
   *   loaded model before you prepare it
   *
   * @returns the model
   * @throws {CtcError} if the model is not compiled, has no CTC loss, or has a metric that cannot work with labels
   *
   * @example
   * const model = await tf.loadLayersModel(url); // saved with includeOptimizer: true
   * model.compile({ optimizer: model.optimizer, loss: ctc.loss(), metrics: [ctc.metrics.labelErrorRate()] });
   * ctc.prepare(model);
   */
  prepare<Model extends LayersModel>(model: Model): Model;
  readonly layers: {
    /**
     * A layer that computes {@link CtcForTf.ctcBatchCost} of its inputs [yPred, yTrue, inputLength, labelLength]. Its
     * output, [batch, 1], is the loss: compile with `loss: (_, cost) => cost`. A model with the layer can be saved; call
     * `withTf` before `tf.loadLayersModel`, because it registers the class. Loaded layers use the path of the first `withTf`.
     *
     * @throws {CtcError} ERR_CTC_UNSUPPORTED if this build of TensorFlow.js has no layers
     */
    ctcBatchCost(options?: CtcBatchCostLayerOptions): layers.Layer;
  };
  readonly metrics: {
    /**
     * A metric for `model.compile`: the label error rate of a batch under best path decoding, the sum of edit distances over
     * the number of labels. `fit` shows the average over batches. Give it the same options as the loss.
     *
     * @throws {CtcError} if an option is invalid
     */
    labelErrorRate(options?: LabelErrorRateOptions): LabelErrorRate;
  };
  readonly callbacks: {
    /**
     * A callback for `fit` that warns once per training, with a cure, of each of these: samples whose labels do not fit their
     * frames; NaN or infinity among the scores; scores of the wrong kind (probabilities taken for logits, probabilities that
     * do not sum to 1, a loss below 0); a mask that does not reach the loss; an epoch in which the model read nothing but
     * blanks. The model needs a loss of {@link CtcForTf.loss} or a layer of `layers.ctcBatchCost`.
     *
     * It uses the losses of the training step. For each training batch it also copies the scores to JavaScript, checks them
     * and decodes them greedily.
     *
     * In a list with objects of functions, such as `[trainingWarnings(), { onEpochEnd }]`, the model must be prepared.
     *
     * @throws {CtcError} ERR_CTC_UNSUPPORTED if this build of TensorFlow.js has no layers
     */
    trainingWarnings(options?: TrainingWarningsOptions): Callback;
  };
  /**
   * How scores reach the native code with the current backend. 'tf-op': the kernel runs inside tfjs-node's TensorFlow, on its
   * memory. 'copy': scores and gradients pass through JavaScript. The results have the same bits.
   *
   * @throws {CtcError} ERR_CTC_UNSUPPORTED with the reason, if the option was 'tf-op' and the op is not available
   */
  readonly path: PathName;
}

/** Options of {@link withTf}. */
export interface TfOptions {
  /** Default 'auto': the op if it is available (on tfjs-node), otherwise 'copy'. 'tf-op' throws if it is not available. */
  readonly path?: PathName | 'auto' | undefined;
}

const OPTIONS: ReadonlySet<string> = new Set(['path'] satisfies (keyof TfOptions)[]);

/**
 * The CTC loss for TensorFlow.js.
 *
 * @param tf the build that creates the tensors: `import * as tf from '@tensorflow/tfjs-node'`, or any other
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
