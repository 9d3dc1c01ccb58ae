import type { Tensor, Tensor3D } from '@tensorflow/tfjs';
import { counted } from '../../check/counted';
import { describeValue } from '../../check/describe-value';
import { CtcError } from '../../check/errors';
import { checkOptionNames } from '../../check/option-names';
import { wrongNumber, wrongType } from '../../check/wrong-value';
import { readLabelPadding } from '../../request/label-padding';
import { copyLengths, type Integers, isIntegers } from '../../request/lengths';
import { checkTensor, INTEGER_DTYPES, isTensor, readIntegers, readRows } from '../tensors/tensor-arguments';
import type { Tfjs } from '../tensors/tfjs';
import { PACKED_LENGTHS } from './targets';

/** Labels and lengths of a data set. */
export interface TargetsToPack {
  /** Class numbers, without blanks: one array per sample, or a padded tensor [samples, labels]. */
  readonly labels: Tensor | readonly (Int32Array | readonly number[])[];
  /** Number of valid frames of the model's output for each sample, [samples]: after its strides. */
  readonly inputLengths: Tensor | Int32Array | readonly number[];
  /** The value that fills padded labels; the first one ends a sample's labels. Default: every element is a label. */
  readonly labelPadding?: number | undefined;
}

/** Fills each row after its labels; never read. */
const PADDING = -1;

const MAX_INT32 = 2 ** 31 - 1;

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
    most: MAX_INT32,
    expected: 'a number of frames, a whole number from 0',
    hint: () => '',
  });
  const sample = frames.findIndex((count, index) => count === 0 && rows[index]!.length > 0);
  if (sample >= 0) {
    throw new CtcError(
      'ERR_CTC_RANGE',
      `inputLengths[${sample}] is 0, and labels[${sample}] has ${counted(rows[sample]!.length, 'label')}: ` +
        "expected the sample's number of frames in the model's output",
      { argument: 'inputLengths', sample },
    );
  }
  const width = PACKED_LENGTHS + rows.reduce((longest, row) => Math.max(longest, row.length), 0);
  const packed = new Int32Array(rows.length * width).fill(PADDING);
  rows.forEach((row, index) => {
    packed.set([frames[index]!, row.length, ...row], index * width);
  });
  const tensor: Tensor3D = tf.tensor(packed, [rows.length, width, 1], 'int32');
  explainShape(tensor);
  return tensor;
}

/**
 * Without `ctc.prepare`, tfjs-layers rejects the targets for their shape before any code of this package runs. Its message
 * contains the shape as text, so the text carries the cure.
 */
function explainShape({ shape }: Tensor3D): void {
  const text = `${shape}: packed targets, call ctc.prepare(model) after model.compile`;
  Object.defineProperty(shape, 'toString', { value: () => text });
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
    if (Number.isInteger(label) && label >= 0 && label <= MAX_INT32) return label;
    throw wrongNumber(label, `labels[${sample}][${position}]`, 'a class number, a whole number from 0', sample);
  });
}
