import type { Tensor } from '@tensorflow/tfjs';
import { CtcError } from '../../check/errors';
import { checkOptionNames, type OptionHints } from '../../check/option-names';
import type { CallBlock } from '../../native/call-block';
import { readHeader } from '../../request/batch-options';
import { readInfeasible, refuseTooFewFrames } from '../../request/feasibility';
import { readLabelledBlock } from '../../request/labelled-batch';
import type { CtcRequest } from '../../request/loss-request';
import { chooseScores, KINDS, readShape } from '../../request/scores';
import { tensorOfNested } from './nested-scores';
import { checkTensor, expectScores, INTEGER_DTYPES, isTensor, readIntegers, readRows } from './tensor-arguments';
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

/** Options of a CtcRequest that tensors make needless. */
const HINTS: OptionHints = {
  shape: ': a tensor has its own',
  reduction: ': take tf.mean or tf.sum of the losses',
  gradient: ': tf.grad and tf.valueAndGrad ask for it',
  lossGradient: ': multiply the losses instead, and TensorFlow.js finds it',
};

/** A request read once and found right. */
export interface CheckedTensorRequest {
  readonly scores: Tensor;
  readonly block: CallBlock;
  /** Whether an infeasible sample is an error. */
  readonly refusesInfeasible: boolean;
}

/**
 * Checks every dtype and shape before any data is copied out of a tensor.
 *
 * @param threads how many a request has that does not say
 */
export function readTensorRequest(tf: Tfjs, request: TensorCtcRequest, threads: number): CheckedTensorRequest {
  if (isTensor(request)) {
    throw new CtcError('ERR_CTC_TYPE', 'request is a tensor: expected one request object, such as { logits, labels }', {
      argument: 'request',
    });
  }
  checkOptionNames(request, OPTIONS, 'request', HINTS);
  const { labels, labelLengths, labelPadding, collapseRepeatedLabels, inputLengths, infeasible } = request;
  const { name, value } = chooseScores(request, 'a tensor');
  const scores = expectScores(
    Array.isArray(value) ? tensorOfNested(tf, value, name) : value,
    name,
    request.layout === 'TBC' ? '[time, batch, classes]' : '[batch, time, classes]',
  );
  const { layout, blank, mergeRepeated } = request;
  const header = readHeader(
    { layout, blank, mergeRepeated, threads: request.threads },
    KINDS[name],
    readShape(scores.shape, name),
    threads,
  );
  if (isTensor(labels)) checkLabels(labels, header.batch);
  if (isTensor(labelLengths)) checkLengths(labelLengths, 'labelLengths', header.batch);
  if (isTensor(inputLengths)) checkLengths(inputLengths, 'inputLengths', header.batch);
  const policy = readInfeasible(infeasible);
  const block = readLabelledBlock(
    header,
    {
      labels: isTensor(labels) ? readRows(labels) : labels,
      labelLengths: isTensor(labelLengths) ? readIntegers(labelLengths) : labelLengths,
      labelPadding,
      inputLengths: isTensor(inputLengths) ? readIntegers(inputLengths) : inputLengths,
      collapseRepeatedLabels,
    },
    { zeroInfeasible: policy === 'zero', withBlankShares: false },
  );
  if (policy === 'throw') refuseTooFewFrames(block);
  return { scores, block, refusesInfeasible: policy === 'throw' };
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
