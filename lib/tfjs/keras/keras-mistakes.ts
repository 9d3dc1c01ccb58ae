import { CtcError } from '../../check/errors';
import { MIN_SUSPICIOUS_BATCH, refuseClassesForFrames } from '../tensors/suspicious-lengths';

/** The arguments of Keras' ctc_batch_cost, whose shapes have been checked. */
export interface BatchCostArguments {
  /** One row of yTrue per sample, with its padding. */
  readonly rows: readonly (readonly number[])[];
  readonly inputLength: readonly number[];
  readonly labelLength: readonly number[];
  /** time and classes are dimensions of yPred, width is that of yTrue. */
  readonly time: number;
  readonly classes: number;
  readonly width: number;
}

/**
 * Throws for lengths out of range, and for legal values that are always mistakes: one-hot rows, and lengths left at 0, equal
 * to the number of classes, or equal to the padded width of the labels.
 *
 * @throws {CtcError} that says what to pass instead
 */
export function checkBatchCostArguments(args: BatchCostArguments): void {
  refuseOneHotRows(args);
  checkEach(args.labelLength, 'labelLength', args.width, 'yTrue has', 'labels');
  checkEach(args.inputLength, 'inputLength', args.time, 'yPred has', 'frames');
  refuseNoFrames(args);
  refuseNoLabelsAtAll(args);
  refuseClassesForFrames(args.inputLength, 'inputLength', args);
  refuseWidthForLabels(args);
}

function checkEach(lengths: readonly number[], argument: string, max: number, owner: string, unit: string): void {
  const sample = lengths.findIndex((length) => !Number.isInteger(length) || length < 0 || length > max);
  if (sample < 0) return;
  throw new CtcError(
    'ERR_CTC_RANGE',
    `${argument}[${sample}] is ${lengths[sample]}: expected a whole number from 0 to ${max}; ${owner} ${max} ${unit} for each sample`,
    { argument, sample },
  );
}

/**
 * A row of zeros with a single 1, as wide as the classes, may be a legal label sequence; its 1 is then within its labelLength.
 * The rows are one-hot if a 1 lies beyond its labelLength, or if every labelLength is the full width.
 */
function refuseOneHotRows({ rows, labelLength, classes, width }: BatchCostArguments): void {
  if (width !== classes || rows.length < 2) return;
  const isOneHot = (row: readonly number[]) =>
    row.every((value) => value === 0 || value === 1) && row.filter((value) => value === 1).length === 1;
  if (!rows.every(isOneHot)) return;
  const sample = rows.findIndex((row, index) => row.indexOf(1) >= labelLength[index]!);
  const isAllLabels = labelLength.every((length) => length === width);
  if (sample < 0 && !isAllLabels) return;
  throw new CtcError(
    'ERR_CTC_ONE_HOT',
    `yTrue looks one-hot: every row has ${classes} numbers, the number of classes, all 0 but a single 1; ` +
      'expected class numbers, [batch, labels], as many as labelLength says: pass the index of the 1 instead of the row',
    { argument: 'yTrue', ...(sample >= 0 && { sample }) },
  );
}

function refuseNoFrames({ inputLength, labelLength, time }: BatchCostArguments): void {
  const sample = inputLength.findIndex((length, index) => length === 0 && labelLength[index]! > 0);
  if (sample < 0) return;
  throw new CtcError(
    'ERR_CTC_RANGE',
    `inputLength[${sample}] is 0, which leaves no frame for the ${labelLength[sample]} labels of the sample: ` +
      `expected its number of frames, up to ${time}; was the array filled?`,
    { argument: 'inputLength', sample },
  );
}

function refuseNoLabelsAtAll({ labelLength, width }: BatchCostArguments): void {
  if (labelLength.length < MIN_SUSPICIOUS_BATCH || width === 0 || labelLength.some((length) => length > 0)) return;
  throw new CtcError(
    'ERR_CTC_RANGE',
    `labelLength is 0 for all ${labelLength.length} samples, which would teach the model to read nothing: ` +
      `expected the number of labels of each sample, up to ${width}; was the array filled?`,
    { argument: 'labelLength' },
  );
}

function refuseWidthForLabels({ rows, labelLength, width, classes }: BatchCostArguments): void {
  if (rows.length < MIN_SUSPICIOUS_BATCH || width < 2 || labelLength.some((length) => length !== width)) return;
  const endings = rows.filter((row) => row.at(-1) === row.at(-2)).map((row) => row.at(-1)!);
  const countOf = (label: number) => endings.filter((ending) => ending === label).length;
  // A text may also end in a double label: padding is the most frequent ending.
  const filler = [...new Set(endings)].sort((one, other) => countOf(other) - countOf(one))[0];
  const padded = rows.filter((row) => row.at(-1) === filler && row.at(-2) === filler);
  // The blank or a number that is not a class is padding for sure; a class only if at least half of the rows end in it.
  const isNotALabel = filler !== undefined && (filler < 0 || filler >= classes - 1);
  if (padded.length === 0 || (!isNotALabel && 2 * padded.length < rows.length)) return;
  const sample = rows.indexOf(padded[0]!);
  const row = rows[sample]!;
  let end = width;
  while (end > 0 && row[end - 1] === filler) end--;
  throw new CtcError(
    'ERR_CTC_RANGE',
    `labelLength is ${width} for all ${rows.length} samples, the width of yTrue, and ${padded.length} of them end in two ` +
      `or more ${filler}s, which looks like padding: expected the number of labels without it, so labelLength[${sample}] is ${end}`,
    { argument: 'labelLength', sample },
  );
}
