import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { CtcError } from '../../check/errors';
import { checkOptionNames } from '../../check/option-names';
import { readName } from '../../check/simple-options';
import { readLabelPadding } from '../../request/label-padding';
import type { ComputeLoss } from '../loss/ctc-loss';
import { watcherOf } from '../tensors/batch-watchers';
import { expectScores, expectTensor, isTensor } from '../tensors/tensor-arguments';
import { LOSS_SETTINGS, type LossSettings, type TensorCtcRequest } from '../tensors/tensor-request';
import { readTargets } from './targets';

/** Options of a loss for `model.compile`. Those without a description are those of CtcRequest. */
export interface ModelLossOptions extends LossSettings {
  /** The model's output: 'logits' (no softmax; default), 'logProbs', or 'probs' (a softmax layer's output). */
  readonly output?: 'logits' | 'logProbs' | 'probs' | undefined;
  /**
   * The value that fills padded targets. The first one ends a sample's labels; a label after it is an error. Default: every
   * target is a label. Packed targets have no padding.
   */
  readonly labelPadding?: number | undefined;
}

/**
 * @param yTrue labels, [batch, labels], or packed targets
 * @param yPred scores, [batch, time, classes]
 * @returns the loss of each sample, [batch]; tfjs-layers takes the mean
 */
export type ModelLoss = (yTrue: Tensor, yPred: Tensor) => Tensor1D;

const OPTIONS: ReadonlySet<string> = new Set(['output', ...LOSS_SETTINGS]);

/** The expected yPred, for messages. */
export const OUTPUT = 'scores, [batch, time, classes]';

const modelLosses = new WeakSet<object>();

export function isModelLoss(value: unknown): boolean {
  return typeof value === 'function' && modelLosses.has(value);
}

/** The `ctc.loss` of each `withTf`. */
const lossMakers = new WeakSet<object>();

export function isLossMaker(value: unknown): boolean {
  return typeof value === 'function' && lossMakers.has(value);
}

/** The error for `loss: ctc.loss` instead of `loss: ctc.loss()`. */
export function uncalledLoss(argument: string): CtcError {
  return new CtcError('ERR_CTC_TYPE', "the model's loss is ctc.loss itself: write ctc.loss(), which returns the loss", {
    argument,
  });
}

export function createLossMaker(ctcLoss: ComputeLoss): (options?: ModelLossOptions) => ModelLoss {
  const maker = (options?: ModelLossOptions) => createModelLoss(ctcLoss, options);
  lossMakers.add(maker);
  return maker;
}

function createModelLoss(ctcLoss: ComputeLoss, options: ModelLossOptions = {}): ModelLoss {
  if (isTensor(options)) throw uncalledLoss('loss');
  checkOptionNames(options, OPTIONS, 'loss options');
  const { output: outputOption, labelPadding: paddingOption, ...rest } = options;
  const output = readName(outputOption, 'output', ['logits', 'logProbs', 'probs']);
  const labelPadding = readLabelPadding(paddingOption);
  const loss: ModelLoss = (yTrue, yPred) => {
    const scores = expectScores(yPred, 'yPred', OUTPUT);
    const targets = readTargets(expectTensor(yTrue, 'yTrue'), scores, labelPadding);
    const request: TensorCtcRequest = { [output]: scores, ...targets, ...rest };
    return ctcLoss(request, watcherOf(loss));
  };
  modelLosses.add(loss);
  return loss;
}
