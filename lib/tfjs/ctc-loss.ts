import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { ctcLossSync } from '../ctc-loss';
import { CtcError } from '../errors';
import { checkOptionNames } from '../option-names';
import type { CtcRequest } from '../request';
import { checkTensor, expectTensor, INTEGER_DTYPES, isTensor, readIntegers } from './tensor-arguments';
import type { Tfjs } from './tfjs';

/** A {@link CtcRequest} whose arrays may be tensors. */
export interface TensorCtcRequest {
  /** Unnormalised scores, float32, [batch, time, classes] or in the order that `layout` names; or nested arrays. */
  readonly logits: Tensor | readonly (readonly (readonly number[])[])[];
  /** Order of the dimensions of `logits`: batch-time-class (the default) or time-batch-class. */
  readonly layout?: CtcRequest['layout'];
  /** Class numbers, without blanks: a tensor [batch, labels], padded, or [all labels], concatenated; or arrays. */
  readonly labels: Tensor | CtcRequest['labels'];
  /** How many labels each sample has, [batch]. Default: the width of a [batch, labels] tensor. */
  readonly labelLengths?: Tensor | CtcRequest['labelLengths'];
  /** How many frames of each sample are not padding, [batch]. Default: all. */
  readonly inputLengths?: Tensor | CtcRequest['inputLengths'];
  /** The class of the blank, default 0; a negative number counts from the end. */
  readonly blank?: CtcRequest['blank'];
  /** What an infeasible sample's loss is. Default 'inf'. */
  readonly infeasible?: CtcRequest['infeasible'];
  /** How many threads may work on the batch. Default: as many as there are processors. */
  readonly threads?: CtcRequest['threads'];
}

const OPTIONS: ReadonlySet<string> = new Set([
  'logits',
  'layout',
  'labels',
  'labelLengths',
  'inputLengths',
  'blank',
  'infeasible',
  'threads',
]);

/** All of a request but the scores. */
type RequestWithoutScores = Omit<CtcRequest, 'logits' | 'gradient'>;

export function createCtcLoss(tf: Tfjs): (request: TensorCtcRequest) => Tensor1D {
  /** The gradient times the upstream one: an op of its own, so that TensorFlow.js knows it as a function of both. */
  function scaledGradient(logits: Tensor, dy: Tensor, gradient: Float32Array, sampleShape: number[]): Tensor {
    const op = tf.customGrad((saved, upstream) => ({
      value: tf.mul(tf.tensor(gradient, (saved as Tensor).shape), tf.reshape(upstream as Tensor, sampleShape)),
      gradFunc: () => {
        throw new CtcError('ERR_CTC_UNSUPPORTED', 'the CTC loss has no second derivative in this version');
      },
    }));
    return op(logits, dy);
  }

  function lossOfTensor(logits: Tensor, request: TensorCtcRequest): Tensor1D {
    const rest = readTensorRequest(logits, request);
    const op = tf.customGrad((input, save) => {
      const scores = input as Tensor;
      // The depth of nested tf.grad calls. Outside of them the backward function below would never be called.
      const gradientWanted = tf.engine().state.gradientDepth > 0;
      const { losses, gradient } = ctcLossSync({
        ...rest,
        logits: scores.dataSync() as Float32Array,
        gradient: gradientWanted,
      });
      (save as (tensors: Tensor[]) => void)([scores]);
      const sampleShape = rest.layout === 'TBC' ? [1, losses.length, 1] : [losses.length, 1, 1];
      return {
        value: tf.tensor1d(losses),
        gradFunc: (dy, [saved]) => scaledGradient(saved as Tensor, dy, gradient as Float32Array, sampleShape),
      };
    });
    return op(logits) as Tensor1D;
  }

  return function ctcLoss(request) {
    checkOptionNames(request, OPTIONS, 'request');
    const { logits } = request;
    if (!Array.isArray(logits)) return lossOfTensor(expectTensor(logits, 'logits'), request);
    return tf.tidy(() => lossOfTensor(tf.tensor(logits, undefined, 'float32'), request));
  };
}

/** Checks every dtype and shape before any data is copied out of a tensor. */
function readTensorRequest(logits: Tensor, request: TensorCtcRequest): RequestWithoutScores {
  const { labels, labelLengths, inputLengths, layout, blank, infeasible, threads } = request;
  checkTensor(logits, {
    argument: 'logits',
    dtypes: ['float32'],
    shape: [null, null, null],
    meaning: layout === 'TBC' ? '[time, batch, classes]' : '[batch, time, classes]',
  });
  const batch = logits.shape[layout === 'TBC' ? 1 : 0]!;
  if (isTensor(labels)) checkLabels(labels, batch);
  if (isTensor(labelLengths)) checkLengths(labelLengths, 'labelLengths', batch);
  if (isTensor(inputLengths)) checkLengths(inputLengths, 'inputLengths', batch);
  return {
    shape: logits.shape as [number, number, number],
    layout,
    labels: isTensor(labels) ? readIntegers(labels) : labels,
    labelLengths: readLabelLengths(labels, labelLengths),
    inputLengths: isTensor(inputLengths) ? readIntegers(inputLengths) : inputLengths,
    blank,
    infeasible,
    threads,
  };
}

/** By the number of dimensions. */
const ONE_HOT_HINT: Readonly<Record<number, string>> = { 3: '; of one-hot rows, take labels.argMax(-1)' };

function checkLabels(labels: Tensor, batch: number): void {
  checkTensor(labels, {
    argument: 'labels',
    dtypes: INTEGER_DTYPES,
    shape: labels.shape.length === 1 ? [null] : [batch, null],
    meaning: `class numbers, [${batch}, labels], padded, or [all labels], concatenated${ONE_HOT_HINT[labels.shape.length] ?? ''}`,
  });
}

function checkLengths(lengths: Tensor, argument: string, batch: number): void {
  checkTensor(lengths, {
    argument,
    dtypes: INTEGER_DTYPES,
    shape: [batch],
    meaning: `[${batch}], one for each sample`,
  });
}

function readLabelLengths(
  labels: TensorCtcRequest['labels'],
  labelLengths: TensorCtcRequest['labelLengths'],
): CtcRequest['labelLengths'] {
  if (isTensor(labelLengths)) return readIntegers(labelLengths);
  if (labelLengths !== undefined || !isTensor(labels) || labels.shape.length !== 2) return labelLengths;
  const [batch, width] = (labels as Tensor2D).shape;
  return new Int32Array(batch).fill(width);
}
