import { types } from 'node:util';
import { describeValue } from '../check/describe-value';
import { CtcError } from '../check/errors';
import type { LabelRows } from './label-rows';

interface LabelPlace {
  readonly rows: LabelRows;
  readonly sample: number;
  /** Index of the label in the sample. */
  readonly position: number;
  readonly classes: number;
  readonly blank: number;
  /** The labelPadding of the request, if given. */
  readonly labelPadding?: number;
}

/** The error for a value that is not a valid label, with a guess at what was meant. */
export function explainLabel(label: unknown, place: LabelPlace): CtcError {
  const { rows, sample, position, classes, blank } = place;
  const where = nameLabel(rows, sample, position);
  const rule = `classes run from 0 to ${classes - 1} and ${blank} is the blank`;
  const details = { argument: 'labels', sample };
  const notANumber = `${where} is ${describeValue(label)}: expected a class number; ${rule}`;
  if (Array.isArray(label) || types.isTypedArray(label)) {
    return new CtcError('ERR_CTC_ONE_HOT', `${notANumber}; of a one-hot row, pass the index of the 1`, details);
  }
  if (typeof label !== 'number') return new CtcError('ERR_CTC_TYPE', notANumber, details);
  const what = `${where} is ${describeValue(label)}: ${rule}`;
  if (isOneHotRow(place)) {
    return new CtcError(
      'ERR_CTC_ONE_HOT',
      `${what}; the labels of sample ${sample} look one-hot, a row of 0s and a single 1 as wide as the classes: ` +
        'pass the index of the 1 instead of the row',
      details,
    );
  }
  return new CtcError('ERR_CTC_RANGE', `${what}${hint(label, place)}`, details);
}

/** A label as the caller would write it. */
export function nameLabel(rows: LabelRows, sample: number, position: number): string {
  if (rows.form === 'per sample') return `labels[${sample}][${position}]`;
  return `labels[${rows.startOf(sample) + position}] (label ${position} of sample ${sample})`;
}

function hint(label: number, place: LabelPlace): string {
  if (!Number.isInteger(label)) return '; expected a whole number';
  if (isPadding(label, place)) {
    return `; if ${label} is padding, set labelPadding: ${label}${shorterLength(place)}`;
  }
  if (label === place.blank) return ', which is never a label: the loss inserts it between the labels';
  return '';
}

function shorterLength({ rows, sample, labelPadding }: LabelPlace): string {
  if (labelPadding !== undefined) return ` instead of ${labelPadding}`;
  return `, or a labelLengths[${sample}] below ${rows.lengths[sample]}`;
}

/** Whether the rest of the row repeats the value, and the value is not a class that could be a label. */
function isPadding(label: number, { rows, sample, position, blank }: LabelPlace): boolean {
  if (label >= 0 && label !== blank) return false;
  const row = rows.rowOf(sample);
  const start = rows.startOf(sample);
  for (let i = position; i < rows.lengths[sample]!; i++) if (row[start + i] !== label) return false;
  return position > 0 || rows.lengths[sample]! > 1;
}

function isOneHotRow({ rows, sample, classes }: LabelPlace): boolean {
  if (rows.widthOf(sample) !== classes || classes < 2) return false;
  const row = rows.rowOf(sample);
  const start = rows.startOf(sample);
  return countOnes((i) => row[start + i], classes) === 1;
}

/** The number of ones; NaN if any value is neither 0 nor 1. */
function countOnes(at: (index: number) => unknown, count: number): number {
  let ones = 0;
  for (let i = 0; i < count; i++) {
    const value = at(i);
    if (value === 1) ones++;
    else if (value !== 0) return Number.NaN;
  }
  return ones;
}

/** A single row 0 0 1 0 may be a legal label sequence; a batch of such rows, each as wide as the classes, is a mistake. */
const MIN_ONE_HOT_SAMPLES = 2;
const MIN_ONE_HOT_LABELS = 10;

/** Whether valid labels are all one-hot rows. `copied` holds them concatenated, starting at `at`. */
export function looksOneHot(rows: LabelRows, copied: Int32Array, at: number, classes: number): boolean {
  const batch = rows.lengths.length;
  if (batch < MIN_ONE_HOT_SAMPLES || rows.total !== batch * classes || rows.total < MIN_ONE_HOT_LABELS) return false;
  for (let sample = 0; sample < batch; sample++) {
    const start = at + sample * classes;
    if (rows.lengths[sample] !== classes || countOnes((i) => copied[start + i], classes) !== 1) return false;
  }
  return true;
}
