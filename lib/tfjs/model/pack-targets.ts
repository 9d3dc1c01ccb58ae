import type { Tensor, Tensor3D } from '@tensorflow/tfjs';
import { describeValue } from '../../check/describe-value';
import { CtcError } from '../../check/errors';
import { checkOptionNames } from '../../check/option-names';
import { wrongNumber, wrongType } from '../../check/wrong-value';
import { readLabelPadding } from '../../request/label-padding';
import { copyLengths, type Integers, isIntegers } from '../../request/lengths';
import { checkTensor, INTEGER_DTYPES, isTensor, readIntegers, readRows } from '../tensors/tensor-arguments';
import type { Tfjs } from '../tensors/tfjs';
import { PACKED_LENGTHS } from './targets';

/** Labels and lengths of a data set, to be packed into one tensor of targets. */
export interface TargetsToPack {
  /** Class numbers, without blanks: one array for each sample, or a tensor [samples, labels], padded. */
  readonly labels: Tensor | readonly (Int32Array | readonly number[])[];
  /** How many frames of the model's output are not padding, [samples]: after its strides, not the number of classes. */
  readonly inputLengths: Tensor | Int32Array | readonly number[];
  /** What ends the labels of a sample before its row does. Default: every element is a label. */
  readonly labelPadding?: number | undefined;
}

/** Fills the rows behind their labels; it is never read. */
const FILLER = -1;

/** The targets are int32. */
const MOST_NUMBER = 2 ** 31 - 1;

const OPTIONS: ReadonlySet<string> = new Set([
  'labels',
  'inputLengths',
  'labelPadding',
] satisfies (keyof TargetsToPack)[]);

export function packTargets(tf: Tfjs, targets: TargetsToPack): Tensor3D {
  checkOptionNames(targets, OPTIONS, 'targets');
  const { labels, inputLengths } = targets;
  const labelPadding = readLabelPadding(targets.labelPadding);
  const rows = readLabels(labels).map((row, sample) => checkedRow(row, sample, labelPadding));
  const frames = copyLengths(isTensor(inputLengths) ? readIntegers(inputLengths) : inputLengths, {
    argument: 'inputLengths',
    batch: rows.length,
    most: MOST_NUMBER,
    expected: 'a number of frames, a whole number from 0',
    hint: () => '',
  });
  const sample = frames.findIndex((count, index) => count === 0 && rows[index]!.length > 0);
  if (sample >= 0) {
    throw new CtcError(
      'ERR_CTC_RANGE',
      `inputLengths[${sample}] is 0, and labels[${sample}] has ${rows[sample]!.length} labels: ` +
        "expected the number of frames of the model's output that are the sample's",
      { argument: 'inputLengths', sample },
    );
  }
  const width = PACKED_LENGTHS + rows.reduce((most, row) => Math.max(most, row.length), 0);
  const packed = new Int32Array(rows.length * width).fill(FILLER);
  rows.forEach((row, index) => {
    packed.set([frames[index]!, row.length, ...row], index * width);
  });
  return tf.tensor(packed, [rows.length, width, 1], 'int32');
}

function readLabels(labels: unknown): readonly unknown[] {
  if (Array.isArray(labels)) return labels;
  if (isTensor(labels)) {
    checkTensor(labels, {
      argument: 'labels',
      dtypes: INTEGER_DTYPES,
      shape: [null, null],
      meaning: 'class numbers, [samples, labels], padded; of one-hot rows, take labels.argMax(-1)',
    });
    return readRows(labels) as Integers[];
  }
  throw new CtcError(
    labels === undefined ? 'ERR_CTC_MISSING' : 'ERR_CTC_TYPE',
    `labels is ${labels === undefined ? 'missing' : describeValue(labels)}: expected one array of class numbers for each sample, or a tensor [samples, labels]`,
    { argument: 'labels' },
  );
}

function checkedRow(row: unknown, sample: number, labelPadding: number | undefined): number[] {
  if (!isIntegers(row)) throw wrongType(row, `labels[${sample}]`, 'an array of numbers', sample);
  const end = labelPadding === undefined ? -1 : row.indexOf(labelPadding);
  return Array.from(end < 0 ? row : row.slice(0, end), (label, position) => {
    if (Number.isInteger(label) && label >= 0 && label <= MOST_NUMBER) return label;
    throw wrongNumber(label, `labels[${sample}][${position}]`, 'a class number, a whole number from 0', sample);
  });
}
