import { allocate } from '../check/allocate';
import { readFlag } from '../check/simple-options';
import { CallBlock, type CallFlags, type CallHeader } from '../native/call-block';
import { BATCH_OPTIONS, type BatchOptions, copyInputLengths, setInputLengths } from './batch-options';
import { endAtPadding, readLabelPadding } from './label-padding';
import type { LabelRows } from './label-rows';
import { copyLabels, readLabelRows } from './labels';

/** A batch of scores with the labels that they should spell. */
export interface LabelledBatch extends BatchOptions {
  /**
   * Class numbers, without blanks: one array for each sample, or flat with `labelLengths` or `labelPadding`. Flat labels
   * are either padded, the same number of elements for each sample, or concatenated, as many as `labelLengths` add up to.
   * What lies beyond a sample's length is never read.
   */
  readonly labels: Int32Array | readonly number[] | readonly (Int32Array | readonly number[])[];
  /** How many labels each sample has, [batch]. Default: the length of each sample's array, less its padding. */
  readonly labelLengths?: Int32Array | readonly number[] | undefined;
  /** What padded labels end with: the first such value ends a sample's labels, and a label after it is an error. */
  readonly labelPadding?: number | undefined;
  /** Whether to leave one label of each run of equal ones first (TensorFlow's `preprocess_collapse_repeated`). Default false. */
  readonly collapseRepeatedLabels?: boolean | undefined;
}

/** The names of {@link LabelledBatch}. */
export const LABELLED_BATCH_OPTIONS = [
  ...BATCH_OPTIONS,
  'labels',
  'labelLengths',
  'labelPadding',
  'collapseRepeatedLabels',
] as const satisfies (keyof LabelledBatch)[];

type LabelOptions = 'labels' | 'labelLengths' | 'labelPadding' | 'inputLengths' | 'collapseRepeatedLabels';

/** Checks labels and lengths and copies them into a new block. */
export function readLabelledBlock(
  header: CallHeader,
  options: Record<LabelOptions, unknown>,
  flags: CallFlags,
): CallBlock {
  const collapses = readFlag(options.collapseRepeatedLabels, 'collapseRepeatedLabels', false);
  const rows = readLabels(options.labels, options.labelLengths, options.labelPadding, header);
  const frames = copyInputLengths(options.inputLengths, header);
  const block = allocate(() => new CallBlock(header, rows.total, flags), 'the labels');
  block.words.set(rows.lengths, block.labelLengthsAt);
  setInputLengths(block, frames);
  copyLabels(rows, block.words, block.labelsAt, header.classes, header.blank);
  if (collapses) block.collapseRepeatedLabels();
  return block;
}

function readLabels(
  labels: unknown,
  labelLengths: unknown,
  labelPadding: unknown,
  { batch, classes, blank }: { batch: number; classes: number; blank: number },
): LabelRows {
  const padding = readLabelPadding(labelPadding);
  if (padding === undefined) return readLabelRows(labels, labelLengths, batch, false);
  const rows = readLabelRows(labels, undefined, batch, true);
  return endAtPadding(rows, labelLengths, { labelPadding: padding, classes, blank });
}
