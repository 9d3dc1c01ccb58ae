import { types } from 'node:util';
import { MAX_THREADS, readInteger } from '../check/simple-options';
import { wrongType } from '../check/wrong-value';
import { readLabelPadding } from './label-padding';
import { choice, flag, OptionReader, type OptionsOf, option, unchecked, type ValuesOf } from './option-reader';

// These tables are the one place that knows an option: its type and documentation, its check, its default, and what becomes
// of it in a request with tensors. The interfaces below them are what users see.

/** The options of every call on a batch. */
const ofBatch = {
  /** Unnormalised scores; log-softmax is applied internally. Give exactly one of `logits`, `logProbs` and `probs`. */
  logits: unchecked<Float32Array, 'scores'>('scores'),
  /** Log-probabilities, or any log-scores (label priors subtracted, a temperature applied); not normalised again. */
  logProbs: unchecked<Float32Array, 'scores'>('scores'),
  /** Probabilities, such as the output of a softmax layer; not normalised again. */
  probs: unchecked<Float32Array, 'scores'>('scores'),
  shape: unchecked<readonly [number, number, number], { hint: string }>({ hint: ': a tensor has its own' }),
  /** Order of the dimensions: batch-time-class (the default) or time-batch-class. */
  layout: choice(['BTC', 'TBC']),
  /** Number of valid, unpadded frames of each sample, [batch]. Default: all frames. */
  inputLengths: unchecked<Int32Array | readonly number[], 'integers'>('integers'),
  /** Class of the blank, default 0. Negative numbers count from the end: -1 is the last class. */
  blank: option<number, unknown>((value) => value, 0),
  /**
   * Whether a class in successive frames is one label, as CTC defines it (default true). If false, each such frame is a
   * label, and equal labels need no blank between them (TensorFlow's `ctc_merge_repeated=False`).
   */
  mergeRepeated: flag(true),
  /** Maximum number of threads for the batch, 1 to 1024. Default: the number of processors. */
  threads: option<number, number | undefined>(
    (value, name) => readInteger(value, name, 1, MAX_THREADS, `a whole number from 1 to ${MAX_THREADS}`),
    undefined,
  ),
};

/**
 * The scores of a batch. Exactly one of `logits`, `logProbs` and `probs` is given.
 *
 * Arrays may be views into larger buffers, be backed by a SharedArrayBuffer, or come from another realm.
 */
export interface BatchOptions extends OptionsOf<typeof ofBatch> {
  /** Dimensions of the scores as they lie in memory, in the order that `layout` names. */
  readonly shape: readonly [number, number, number];
}

/** The options of every call on a batch with labels. */
const ofLabels = {
  labels: unchecked<Int32Array | readonly number[] | readonly (Int32Array | readonly number[])[], 'integers'>(
    'integers',
  ),
  /** Number of labels of each sample, [batch]. Default: the length of each sample's array, without its padding. */
  labelLengths: unchecked<Int32Array | readonly number[], 'integers'>('integers'),
  /** The value that fills padded labels. The first one ends a sample's labels; a label after it is an error. */
  labelPadding: option<number, number | undefined>(readLabelPadding, undefined),
  /** Whether to collapse each run of equal labels first (TensorFlow's `preprocess_collapse_repeated`). Default false. */
  collapseRepeatedLabels: flag(false),
};

/** The scores of a batch and the labels of each sample. */
export interface LabelledBatch extends BatchOptions, OptionsOf<typeof ofLabels> {
  /**
   * Class numbers, without blanks: one array per sample, or flat with `labelLengths` or `labelPadding`. Flat labels are
   * either padded, with the same number of elements for each sample, or concatenated, with as many elements as the sum of
   * `labelLengths`. Elements beyond a sample's length are never read.
   */
  readonly labels: Int32Array | readonly number[] | readonly (Int32Array | readonly number[])[];
}

/** How the losses of a batch become one number; see CtcRequest. */
export type Reduction = 'none' | 'sum' | 'batchMean' | 'labelMean' | 'volumeMean';

/** The options of the loss alone. */
const ofLoss = {
  /**
   * How the losses become `loss`; the gradient is then that of `loss`:
   * - 'none' (default): not at all; the gradient is that of the sum of losses, each times its `lossGradient`
   * - 'sum': sum of the losses
   * - 'batchMean': sum / batch (Keras)
   * - 'labelMean': mean over samples of loss / max(labels, 1) (PyTorch's 'mean')
   * - 'volumeMean': sum / number of labels in the batch, at least 1
   */
  reduction: choice(['none', 'sum', 'batchMean', 'labelMean', 'volumeMean'], {
    hint: ': take tf.mean or tf.sum of the losses',
  }),
  /**
   * What to do with an infeasible sample: one whose labels do not fit its frames, or whose scores give every alignment
   * probability 0. Its gradient is 0, its status 1, and
   * - 'inf' (default): its loss is +infinity
   * - 'zero': its loss is 0, and it counts in means
   * - 'skip': its loss is +infinity, but `loss` is reduced without it; 0 if no sample is left
   * - 'throw': the call throws ERR_CTC_INFEASIBLE, which names the first such sample; a given gradient array may have been
   *   written
   */
  infeasible: choice(['inf', 'zero', 'skip', 'throw']),
  /** d(objective) / d(loss) of each sample, [batch]: the factor of its gradient. Only with reduction 'none'. */
  lossGradient: option<Float32Array, Float32Array | undefined, { hint: string }>(readLossGradient, undefined, {
    hint: ': multiply the losses instead; TensorFlow.js differentiates that',
  }),
  /** true (default): a new array; false: losses only, which is cheaper; an array of the scores' size: written in place. */
  gradient: option<boolean | Float32Array, boolean | Float32Array, { hint: string }>(readGradient, true, {
    hint: ': tf.grad and tf.valueAndGrad compute it',
  }),
};

/** The scores of a batch, the labels of each sample, and what to compute. */
export interface CtcRequest extends LabelledBatch, OptionsOf<typeof ofLoss> {}

export const batchOptions = ofBatch;
export const labelledBatchOptions = { ...ofBatch, ...ofLabels };
export const lossOptions = { ...labelledBatchOptions, ...ofLoss };

export type BatchValues = ValuesOf<typeof batchOptions>;
export type LabelledBatchValues = ValuesOf<typeof labelledBatchOptions>;
export type LossValues = ValuesOf<typeof lossOptions>;

export const batchReader = new OptionReader(batchOptions);
export const labelledBatchReader = new OptionReader(labelledBatchOptions);
export const lossReader = new OptionReader(lossOptions);

function readLossGradient(value: unknown, name: string): Float32Array {
  if (types.isFloat32Array(value)) return value;
  throw wrongType(value, name, 'a Float32Array with one number per sample');
}

function readGradient(value: unknown, name: string): boolean | Float32Array {
  if (typeof value === 'boolean' || types.isFloat32Array(value)) return value;
  throw wrongType(value, name, 'true, false, or a Float32Array to write it to');
}
