import type { Tensor } from '@tensorflow/tfjs';
import { CtcError } from '../../check/errors';
import type { CallBlock } from '../../native/call-block';
import { readHeader } from '../../request/batch';
import { refuseTooFewFrames } from '../../request/feasibility';
import { createLabelledBlock } from '../../request/labelled-block';
import { type Option, OptionReader, type OptionsOf, type TensorForm } from '../../request/option-reader';
import { type CtcRequest, lossOptions } from '../../request/options';
import { chooseScores, KINDS, readShape } from '../../request/scores';
import { tensorOfNested } from './nested-scores';
import { checkTensor, expectScores, INTEGER_DTYPES, isTensor, readIntegers, readRows } from './tensor-arguments';
import type { Tfjs } from './tfjs';

/** Scores: a float32 tensor, [batch, time, classes] or in the order that `layout` names; or nested arrays. */
export type TensorScores = Tensor | readonly (readonly (readonly number[])[])[];

type LossOptions = typeof lossOptions;

/** The names of the loss options that tensors take in one form. */
type NamesOf<Form extends TensorForm> = {
  [Name in keyof LossOptions]: LossOptions[Name]['tensors'] extends Form ? Name : never;
}[keyof LossOptions];

type TensorOptions = {
  readonly [Name in NamesOf<'scores'>]?: TensorScores | undefined;
} & {
  readonly [Name in NamesOf<'integers'>]?: Tensor | CtcRequest[Name] | undefined;
} & OptionsOf<Pick<LossOptions, NamesOf<'same'>>>;

/**
 * A {@link CtcRequest} whose arrays may be tensors. Exactly one of `logits`, `logProbs` and `probs` is given. Options that
 * are not described here are those of CtcRequest.
 */
export interface TensorCtcRequest extends TensorOptions {
  /** Class numbers, without blanks: a tensor [batch, labels], padded, or [all labels], concatenated; or arrays. */
  readonly labels: Tensor | CtcRequest['labels'];
  /** Number of labels of each sample, [batch]. Default: the width of a [batch, labels] tensor, without its padding. */
  readonly labelLengths?: Tensor | CtcRequest['labelLengths'];
  /** Number of valid, unpadded frames of each sample, [batch]. Default: all frames. */
  readonly inputLengths?: Tensor | CtcRequest['inputLengths'];
  /**
   * What to do with an infeasible sample. Its gradient is 0. Its loss is +infinity for 'inf' (default) and for 'skip', where
   * the caller leaves it out of the mean; 0 for 'zero'; 'throw' throws an error.
   */
  readonly infeasible?: CtcRequest['infeasible'];
}

type TensorTable = Pick<LossOptions, NamesOf<'scores' | 'integers' | 'same'>>;

/** The options that a request with tensors has, and a hint for each that it has not. */
const table: Record<string, Option> = {};
const hints: Record<string, string> = {};
for (const [name, each] of Object.entries(lossOptions)) {
  if (typeof each.tensors === 'object') hints[name] = each.tensors.hint;
  else table[name] = each;
}
const reader = new OptionReader(table as unknown as TensorTable, hints);

/** The options that a loss for `model.compile` can have: they are the same for every batch. */
export type LossSettings = Omit<OptionsOf<Pick<LossOptions, NamesOf<'same'>>>, 'layout'>;
export const LOSS_SETTINGS: readonly string[] = Object.keys(table).filter(
  (name) => table[name]!.tensors === 'same' && name !== 'layout',
);

/** A validated request. */
export interface CheckedTensorRequest {
  readonly scores: Tensor;
  readonly block: CallBlock;
  /** Whether an infeasible sample is an error. */
  readonly refusesInfeasible: boolean;
}

/**
 * Checks every dtype and shape before any data is copied out of a tensor.
 *
 * @param threads default number of threads
 */
export function readTensorRequest(tf: Tfjs, request: TensorCtcRequest, threads: number): CheckedTensorRequest {
  if (isTensor(request)) {
    throw new CtcError('ERR_CTC_TYPE', 'request is a tensor: expected one request object, such as { logits, labels }', {
      argument: 'request',
    });
  }
  const values = reader.read(request);
  const { name, value } = chooseScores(values, 'a tensor');
  const scores = expectScores(
    Array.isArray(value) ? tensorOfNested(tf, value, name) : value,
    name,
    values.layout === 'TBC' ? '[time, batch, classes]' : '[batch, time, classes]',
  );
  const header = readHeader(values, KINDS[name], readShape(scores.shape, name), threads);
  const { labels, labelLengths, inputLengths, infeasible } = values;
  if (isTensor(labels)) checkLabels(labels, header.batch);
  if (isTensor(labelLengths)) checkLengths(labelLengths, 'labelLengths', header.batch);
  if (isTensor(inputLengths)) checkLengths(inputLengths, 'inputLengths', header.batch);
  const block = createLabelledBlock(
    header,
    {
      ...values,
      labels: isTensor(labels) ? readRows(labels) : labels,
      labelLengths: isTensor(labelLengths) ? readIntegers(labelLengths) : labelLengths,
      inputLengths: isTensor(inputLengths) ? readIntegers(inputLengths) : inputLengths,
    },
    { zeroInfeasible: infeasible === 'zero', withBlankShares: false },
  );
  if (infeasible === 'throw') refuseTooFewFrames(block);
  return { scores, block, refusesInfeasible: infeasible === 'throw' };
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
