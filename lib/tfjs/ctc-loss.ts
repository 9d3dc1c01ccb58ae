import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { ctcLossSync } from '../ctc-loss';
import { CtcError } from '../errors';
import { checkOptionNames } from '../option-names';
import type { CtcRequest } from '../request';
import { chooseScores } from '../scores';
import { checkTensor, expectTensor, INTEGER_DTYPES, isTensor, readIntegers, readRows } from './tensor-arguments';
import type { Tfjs } from './tfjs';

/** Scores: a float32 tensor, [batch, time, classes] or in the order that `layout` names; or nested arrays. */
export type TensorScores = Tensor | readonly (readonly (readonly number[])[])[];

/**
 * A {@link CtcRequest} whose arrays may be tensors. Exactly one of `logits`, `logProbs` and `probs` is given. Options
 * that are not described here are those of CtcRequest.
 */
export interface TensorCtcRequest
  extends Pick<
    CtcRequest,
    'layout' | 'labelPadding' | 'blank' | 'mergeRepeated' | 'collapseRepeatedLabels' | 'threads'
  > {
  /** Unnormalised scores; their log-softmax is taken inside. */
  readonly logits?: TensorScores | undefined;
  /** Log-probabilities, or any log-scores: taken as they are. */
  readonly logProbs?: TensorScores | undefined;
  /** Probabilities, such as a softmax's output: taken as they are. */
  readonly probs?: TensorScores | undefined;
  /** Class numbers, without blanks: a tensor [batch, labels], padded, or [all labels], concatenated; or arrays. */
  readonly labels: Tensor | CtcRequest['labels'];
  /** How many labels each sample has, [batch]. Default: the width of a [batch, labels] tensor, less its padding. */
  readonly labelLengths?: Tensor | CtcRequest['labelLengths'];
  /** How many frames of each sample are not padding, [batch]. Default: all. */
  readonly inputLengths?: Tensor | CtcRequest['inputLengths'];
  /**
   * What becomes of an infeasible sample. Its gradient is 0, and its loss is +infinity for 'inf', the default, and for
   * 'skip', which leaves it to the caller to leave it out of a mean; 0 for 'zero'; for 'throw' there is an error.
   */
  readonly infeasible?: CtcRequest['infeasible'];
}

const OPTIONS: ReadonlySet<string> = new Set([
  'logits',
  'logProbs',
  'probs',
  'layout',
  'labels',
  'labelLengths',
  'labelPadding',
  'inputLengths',
  'blank',
  'mergeRepeated',
  'collapseRepeatedLabels',
  'infeasible',
  'threads',
] satisfies (keyof TensorCtcRequest)[]);

/** The scores that were given, under the name that says what they are. */
interface NamedScores {
  readonly name: 'logits' | 'logProbs' | 'probs';
  readonly tensor: Tensor;
}

/** All of a request but the scores. */
type RequestWithoutScores = Omit<CtcRequest, NamedScores['name'] | 'gradient'>;

export function createCtcLoss(tf: Tfjs): (request: TensorCtcRequest) => Tensor1D {
  /** The gradient times the upstream one: an op of its own, so that TensorFlow.js knows it as a function of both. */
  function scaledGradient(scores: Tensor, dy: Tensor, gradient: Float32Array, sampleShape: number[]): Tensor {
    const op = tf.customGrad((saved, upstream) => ({
      value: tf.mul(tf.tensor(gradient, (saved as Tensor).shape), tf.reshape(upstream as Tensor, sampleShape)),
      gradFunc: () => {
        throw new CtcError('ERR_CTC_UNSUPPORTED', 'the CTC loss has no second derivative');
      },
    }));
    return op(scores, dy);
  }

  function lossOfTensor({ name, tensor }: NamedScores, request: TensorCtcRequest): Tensor1D {
    const rest = readTensorRequest({ name, tensor }, request);
    const op = tf.customGrad((input, save) => {
      const scores = input as Tensor;
      // The depth of nested tf.grad calls. Outside of them the backward function below would never be called.
      const gradientWanted = tf.engine().state.gradientDepth > 0;
      const { losses, gradient } = ctcLossSync({
        ...rest,
        [name]: scores.dataSync() as Float32Array,
        gradient: gradientWanted,
      });
      (save as (tensors: Tensor[]) => void)([scores]);
      const sampleShape = rest.layout === 'TBC' ? [1, losses.length, 1] : [losses.length, 1, 1];
      return {
        value: tf.tensor1d(losses),
        gradFunc: (dy, [saved]) => scaledGradient(saved as Tensor, dy, gradient as Float32Array, sampleShape),
      };
    });
    return op(tensor) as Tensor1D;
  }

  return function ctcLoss(request) {
    checkOptionNames(request, OPTIONS, 'request');
    const { name, value } = chooseScores(request, 'a tensor');
    if (!Array.isArray(value)) return lossOfTensor({ name, tensor: expectTensor(value, name) }, request);
    return tf.tidy(() => lossOfTensor({ name, tensor: tf.tensor(value, undefined, 'float32') }, request));
  };
}

/** Checks every dtype and shape before any data is copied out of a tensor. */
function readTensorRequest({ name, tensor }: NamedScores, request: TensorCtcRequest): RequestWithoutScores {
  const { labels, labelLengths, inputLengths, layout, labelPadding, blank } = request;
  const { mergeRepeated, collapseRepeatedLabels, infeasible, threads } = request;
  checkTensor(tensor, {
    argument: name,
    dtypes: ['float32'],
    shape: [null, null, null],
    meaning: layout === 'TBC' ? '[time, batch, classes]' : '[batch, time, classes]',
  });
  const batch = tensor.shape[layout === 'TBC' ? 1 : 0]!;
  if (isTensor(labels)) checkLabels(labels, batch);
  if (isTensor(labelLengths)) checkLengths(labelLengths, 'labelLengths', batch);
  if (isTensor(inputLengths)) checkLengths(inputLengths, 'inputLengths', batch);
  return {
    shape: tensor.shape as [number, number, number],
    layout,
    labels: isTensor(labels) ? readRows(labels) : labels,
    labelLengths: isTensor(labelLengths) ? readIntegers(labelLengths) : labelLengths,
    labelPadding,
    inputLengths: isTensor(inputLengths) ? readIntegers(inputLengths) : inputLengths,
    blank,
    mergeRepeated,
    collapseRepeatedLabels,
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
