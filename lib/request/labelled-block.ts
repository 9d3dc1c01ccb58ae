import { allocate } from '../check/allocate';
import { CallBlock, type CallFlags, type CallHeader } from '../native/call-block';
import { copyInputLengths, setInputLengths } from './batch';
import { endAtPadding } from './label-padding';
import type { LabelRows } from './label-rows';
import { copyLabels, readLabelRows } from './labels';
import type { LabelledBatchValues } from './options';

/** The options that end up in the arrays of the block. */
export type LabelValues = Pick<
  LabelledBatchValues,
  'labels' | 'labelLengths' | 'labelPadding' | 'inputLengths' | 'collapseRepeatedLabels'
>;

/** Checks labels and lengths and copies them into a new block. */
export function createLabelledBlock(header: CallHeader, values: LabelValues, flags: CallFlags): CallBlock {
  const rows = readLabels(values, header);
  const frames = copyInputLengths(values.inputLengths, header);
  const block = allocate(() => new CallBlock(header, rows.total, flags), 'the labels');
  block.words.set(rows.lengths, block.labelLengthsAt);
  setInputLengths(block, frames);
  copyLabels(rows, block.words, block.labelsAt, header.classes, header.blank);
  if (values.collapseRepeatedLabels) block.collapseRepeatedLabels();
  return block;
}

function readLabels(values: LabelValues, header: CallHeader): LabelRows {
  const { labels, labelLengths, labelPadding } = values;
  if (labelPadding === undefined) return readLabelRows(labels, labelLengths, header, false);
  const rows = readLabelRows(labels, undefined, header, true);
  return endAtPadding(rows, labelLengths, { header, labelPadding });
}
