import { types } from 'node:util';
import { CtcError } from '../check/errors';
import { wrongType } from '../check/wrong-value';
import type { CallHeader } from '../native/call-block';
import { explainLabel, looksOneHot } from './label-mistakes';
import type { LabelRows } from './label-rows';
import { copyLengths, countOf, type Integers, isIntegers, wrongCount } from './lengths';

/** Native code counts labels in 32 bits. */
const MAX_LABELS = 2 ** 31 - 1;

/**
 * Recognises the form of the labels and reads their lengths.
 *
 * @param isPadded whether labelPadding ends the labels; flat labels then have one width per sample, even if labelLengths
 *   is given
 */
export function readLabelRows(
  labels: unknown,
  labelLengths: unknown,
  header: CallHeader,
  isPadded: boolean,
): LabelRows {
  if (labels === undefined) {
    throw new CtcError('ERR_CTC_MISSING', 'labels is missing: expected the class numbers of each sample', {
      argument: 'labels',
    });
  }
  if (!isIntegers(labels)) {
    throw wrongType(labels, 'labels', 'an Int32Array, an array of numbers, or one such array per sample');
  }
  const count = countOf(labels, 'labels');
  const first: unknown = count > 0 && Array.isArray(labels) ? labels[0] : undefined;
  const isPerSample = Array.isArray(first) || types.isTypedArray(first);
  if (isPerSample) return readPerSample(labels as readonly unknown[], count, labelLengths, header);
  if (typeof first === 'string') {
    throw wrongType(first, 'labels[0]', 'a class number, or an array of class numbers per sample', 0);
  }
  return isPadded ? readPadded(labels, count, header.batch) : readFlat(labels, count, labelLengths, header);
}

function readPerSample(
  labels: readonly unknown[],
  count: number,
  labelLengths: unknown,
  header: CallHeader,
): LabelRows {
  const { batch } = header;
  if (count !== batch) throw wrongCount('labels', `${count} arrays`, count, header);
  const rows: Integers[] = [];
  const widths: number[] = [];
  for (let sample = 0; sample < batch; sample++) {
    const row = labels[sample];
    if (!isIntegers(row)) throw wrongType(row, `labels[${sample}]`, 'an Int32Array or an array of numbers', sample);
    rows.push(row);
    widths.push(countOf(row, `labels[${sample}]`));
  }
  const lengths = labelLengths === undefined ? widths : copyLabelLengths(labelLengths, header);
  for (let sample = 0; sample < batch; sample++) {
    if (lengths[sample]! > widths[sample]!) {
      throw new CtcError(
        'ERR_CTC_SIZE',
        `labelLengths[${sample}] is ${lengths[sample]}: labels[${sample}] has only ${widths[sample]} labels`,
        { argument: 'labelLengths', sample },
      );
    }
  }
  return {
    form: 'per sample',
    lengths,
    total: sumOfLengths(lengths),
    rowOf: (sample) => rows[sample]!,
    startOf: () => 0,
    widthOf: (sample) => widths[sample]!,
  };
}

/** Flat labels that padding ends: the length of each sample is the full width for now. */
function readPadded(labels: Integers, count: number, batch: number): LabelRows {
  const width = batch === 0 ? 0 : count / batch;
  if (!Number.isInteger(width) || (batch === 0 && count > 0)) {
    throw new CtcError(
      'ERR_CTC_SIZE',
      `labels has ${count} elements: expected a multiple of the batch size, ${batch}: with labelPadding, all samples are padded to the same width`,
      { argument: 'labels' },
    );
  }
  return padded(labels, new Array<number>(batch).fill(width), width);
}

function padded(labels: Integers, lengths: readonly number[], width: number): LabelRows {
  return {
    form: 'padded',
    lengths,
    total: sumOfLengths(lengths),
    rowOf: () => labels,
    startOf: (sample) => sample * width,
    widthOf: () => width,
  };
}

function readFlat(labels: Integers, count: number, labelLengths: unknown, header: CallHeader): LabelRows {
  const { batch } = header;
  if (labelLengths === undefined && batch > 0) {
    throw new CtcError(
      'ERR_CTC_MISSING',
      'labelLengths is missing: flat labels need the number of labels of each sample, or labelPadding, the number that pads them; or pass one array per sample',
      { argument: 'labelLengths' },
    );
  }
  const lengths = labelLengths === undefined ? [] : copyLabelLengths(labelLengths, header);
  const total = sumOfLengths(lengths);
  if (count === total) return concatenated(labels, lengths, total);
  const width = batch === 0 ? 0 : count / batch;
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
  if (!Number.isInteger(width) || width < longest || batch === 0) {
    throw badFlatSize(count, batch, width, lengths, total);
  }
  return padded(labels, lengths, width);
}

function concatenated(labels: Integers, lengths: readonly number[], total: number): LabelRows {
  const starts = [0];
  for (const length of lengths) starts.push(starts.at(-1)! + length);
  return {
    form: 'concatenated',
    lengths,
    total,
    rowOf: () => labels,
    startOf: (sample) => starts[sample]!,
    widthOf: (sample) => lengths[sample]!,
  };
}

function badFlatSize(count: number, batch: number, width: number, lengths: readonly number[], total: number): CtcError {
  const sample = Number.isInteger(width) ? lengths.findIndex((length) => length > width) : -1;
  if (sample >= 0) {
    return new CtcError(
      'ERR_CTC_SIZE',
      `labelLengths[${sample}] is ${lengths[sample]}, longer than the labels: labels has ${count} elements, ` +
        `${width} per sample if padded; if concatenated, expected ${total}, the sum of labelLengths`,
      { argument: 'labelLengths', sample },
    );
  }
  return new CtcError(
    'ERR_CTC_SIZE',
    `labels has ${count} elements: expected ${total}, the sum of labelLengths, if concatenated, ` +
      `or a multiple of the batch size, ${batch}, if padded`,
    { argument: 'labels' },
  );
}

export function copyLabelLengths(labelLengths: unknown, { batch, time, timeMajor }: CallHeader): number[] {
  return copyLengths(labelLengths, {
    argument: 'labelLengths',
    batch,
    time,
    timeMajor,
    most: MAX_LABELS,
    expected: 'a number of labels, a whole number from 0',
    hint: () => '',
  });
}

export function sumOfLengths(lengths: readonly number[]): number {
  let total = 0;
  for (const length of lengths) total += length;
  if (total > MAX_LABELS) {
    throw new CtcError('ERR_CTC_RANGE', `the batch has ${total} labels: a call takes at most ${MAX_LABELS}`, {
      argument: 'labels',
    });
  }
  return total;
}

/** Reads each label once, checks it, and writes it to `target`, starting at index `at`. */
export function copyLabels(rows: LabelRows, target: Int32Array, at: number, classes: number, blank: number): void {
  let next = at;
  for (let sample = 0; sample < rows.lengths.length; sample++) {
    const row = rows.rowOf(sample);
    const start = rows.startOf(sample);
    const length = rows.lengths[sample]!;
    for (let position = 0; position < length; position++) {
      const label: unknown = row[start + position];
      if (!isLabel(label, classes, blank)) throw explainLabel(label, { rows, sample, position, classes, blank });
      target[next++] = label;
    }
  }
  if (looksOneHot(rows, target, at, classes)) {
    throw new CtcError(
      'ERR_CTC_ONE_HOT',
      `labels look one-hot: every sample is a row of ${classes} numbers, the number of classes, all 0 except a single 1; ` +
        'expected class numbers: pass the index of the 1 instead of the row',
      { argument: 'labels' },
    );
  }
}

export function isLabel(label: unknown, classes: number, blank: number): label is number {
  return Number.isInteger(label) && (label as number) >= 0 && (label as number) < classes && label !== blank;
}
