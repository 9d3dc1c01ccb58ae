import type { LayersModel, Tensor1D } from '@tensorflow/tfjs';
import { describeValue } from '../describe-value';
import { CtcError } from '../errors';
import { createCtcLoss, type TensorCtcRequest } from './ctc-loss';
import { createModelLoss, type ModelLoss, type ModelLossOptions } from './model-loss';
import { prepareModel } from './prepare-model';
import type { Tfjs } from './tfjs';

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
   * A loss for `model.compile`. The model's output is logits, [batch, time, classes]; its targets are labels,
   * [batch, labels], padded with `labelPadding`. Call {@link CtcForTf.prepare} afterwards. All frames count as input.
   *
   * @throws {CtcError} if an option is wrong
   */
  loss(options?: ModelLossOptions): ModelLoss;
  /**
   * Lets `fit`, `evaluate`, `trainOnBatch` and `validationSplit` take [batch, labels] targets, which tfjs-layers would
   * refuse because the output has another shape. Call it after each `model.compile`. Of a model with several outputs, it
   * concerns those whose loss came from {@link CtcForTf.loss}.
   *
   * @returns the model
   * @throws {CtcError} if the model is not compiled
   */
  prepare<Model extends LayersModel>(model: Model): Model;
  /** How scores reach the native code: 'copy', through JavaScript. */
  readonly path: 'copy';
}

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
export function withTf(tf: Tfjs): CtcForTf {
  if (typeof tf?.customGrad !== 'function') {
    throw new CtcError('ERR_CTC_TYPE', `tf is ${describeValue(tf)}: expected a build of TensorFlow.js`, {
      argument: 'tf',
    });
  }
  const ctcLoss = createCtcLoss(tf);
  return {
    ctcLoss,
    loss: (options) => createModelLoss(ctcLoss, options),
    prepare: prepareModel,
    path: 'copy',
  };
}
