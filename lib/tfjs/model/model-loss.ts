import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { CtcError } from '../../check/errors';
import { checkOptionNames } from '../../check/option-names';
import { readName } from '../../check/simple-options';
import { readLabelPadding } from '../../request/label-padding';
import { showBatch } from '../tensors/batch-watchers';
import { refuseClassesForFrames } from '../tensors/suspicious-lengths';
import { expectScores, expectTensor, isTensor } from '../tensors/tensor-arguments';
import { LOSS_SETTINGS, type LossSettings, type TensorCtcRequest } from '../tensors/tensor-request';
import { readTargets } from './targets';

/** Options of a loss for `model.compile`; those that are not described here are those of CtcRequest. */
export interface ModelLossOptions extends LossSettings {
  /** What the model's output is: 'logits' (no softmax, the default), 'logProbs', or 'probs' (a softmax layer's output). */
  readonly output?: 'logits' | 'logProbs' | 'probs' | undefined;
  /**
   * What stands in padded targets where a sample has no more labels. The first such value ends the labels; a label after
   * it is an error. Default: every target is a label. Packed targets need none.
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

/** What yPred has to be, for messages. */
export const OUTPUT = 'scores, [batch, time, classes]';

const modelLosses = new WeakSet<object>();

export function isModelLoss(value: unknown): boolean {
  return typeof value === 'function' && modelLosses.has(value);
}

/** What makes losses: `ctc.loss` of each `withTf`. */
const lossMakers = new WeakSet<object>();

export function isLossMaker(value: unknown): boolean {
  return typeof value === 'function' && lossMakers.has(value);
}

/** The error for a model whose loss is `ctc.loss` and not what it makes. */
export function uncalledLoss(argument: string): CtcError {
  return new CtcError('ERR_CTC_TYPE', "the model's loss is ctc.loss itself: write ctc.loss(): it makes the loss", {
    argument,
  });
}

export function createLossMaker(
  ctcLoss: (request: TensorCtcRequest) => Tensor1D,
): (options?: ModelLossOptions) => ModelLoss {
  const maker = (options?: ModelLossOptions) => createModelLoss(ctcLoss, options);
  lossMakers.add(maker);
  return maker;
}

function createModelLoss(ctcLoss: (request: TensorCtcRequest) => Tensor1D, options: ModelLossOptions = {}): ModelLoss {
  if (isTensor(options)) throw uncalledLoss('loss');
  checkOptionNames(options, OPTIONS, 'loss options');
  const { output: givenOutput, labelPadding: givenPadding, ...rest } = options;
  const output = readName(givenOutput, 'output', ['logits', 'logProbs', 'probs']);
  const labelPadding = readLabelPadding(givenPadding);
  const loss: ModelLoss = (yTrue, yPred) => {
    const scores = expectScores(yPred, 'yPred', OUTPUT);
    const { labels, inputLengths } = readTargets(expectTensor(yTrue, 'yTrue'), scores.shape[0]!);
    const [, time, classes] = scores.shape as [number, number, number];
    if (inputLengths !== undefined) refuseClassesForFrames(inputLengths, 'inputLengths', { time, classes });
    const padding = inputLengths === undefined ? labelPadding : undefined;
    const request: TensorCtcRequest = { [output]: scores, labels, inputLengths, labelPadding: padding, ...rest };
    showBatch(loss, request);
    return ctcLoss(request);
  };
  modelLosses.add(loss);
  return loss;
}
