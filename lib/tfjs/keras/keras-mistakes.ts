import { CtcError } from '../../check/errors';
import { ENOUGH_TO_TELL, refuseClassesForFrames } from '../tensors/suspicious-lengths';

/** The arguments of Keras' ctc_batch_cost, read but not checked beyond their shapes. */
export interface BatchCostArguments {
  /** One row of yTrue for each sample, padding included. */
  readonly rows: readonly (readonly number[])[];
  readonly inputLength: readonly number[];
  readonly labelLength: readonly number[];
  /** The dimensions of yPred, and the width of yTrue. */
  readonly time: number;
  readonly classes: number;
  readonly width: number;
}

/**
 * Refuses lengths that do not fit, and what is legal and never meant: lengths that were left at 0, or are the number of
 * classes, or the width of labels that are padded; one-hot rows.
 *
 * @throws {CtcError} which says what to pass instead
 */
export function checkBatchCostArguments(given: BatchCostArguments): void {
  refuseOneHotRows(given);
  checkEach(given.labelLength, 'labelLength', given.width, 'yTrue has', 'labels');
  checkEach(given.inputLength, 'inputLength', given.time, 'yPred has', 'frames');
  refuseNoFrames(given);
  refuseNoLabelsAtAll(given);
  refuseClassesForFrames(given.inputLength, 'inputLength', given);
  refuseWidthForLabels(given);
}

function checkEach(lengths: readonly number[], argument: string, most: number, owner: string, unit: string): void {
  const sample = lengths.findIndex((length) => !Number.isInteger(length) || length < 0 || length > most);
  if (sample < 0) return;
  throw new CtcError(
    'ERR_CTC_RANGE',
    `${argument}[${sample}] is ${lengths[sample]}: expected a whole number from 0 to ${most}; ${owner} ${most} ${unit} for each sample`,
    { argument, sample },
  );
}

/**
 * A row as wide as the classes, all 0 but a single 1, may be a label sequence. Its 1 then lies within its labelLength:
 * one that lies beyond, where padding is, gives it away, and so do rows that are taken for labels to their end.
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
  if (labelLength.length < ENOUGH_TO_TELL || width === 0 || labelLength.some((length) => length > 0)) return;
  throw new CtcError(
    'ERR_CTC_RANGE',
    `labelLength is 0 for all ${labelLength.length} samples, which would teach the model to read nothing: ` +
      `expected the number of labels of each sample, up to ${width}; was the array filled?`,
    { argument: 'labelLength' },
  );
}

function refuseWidthForLabels({ rows, labelLength, width, classes }: BatchCostArguments): void {
  if (rows.length < ENOUGH_TO_TELL || width < 2 || labelLength.some((length) => length !== width)) return;
  const endings = rows.filter((row) => row.at(-1) === row.at(-2)).map((row) => row.at(-1)!);
  const countOf = (label: number) => endings.filter((ending) => ending === label).length;
  // Some text may end in a label twice as well: padding is what most do.
  const filler = [...new Set(endings)].sort((one, other) => countOf(other) - countOf(one))[0];
  const padded = rows.filter((row) => row.at(-1) === filler && row.at(-2) === filler);
  // The blank and what is no class can be nothing but padding; a class may end some texts twice, but not half of them.
  const isNoLabel = filler !== undefined && (filler < 0 || filler >= classes - 1);
  if (padded.length === 0 || (!isNoLabel && 2 * padded.length < rows.length)) return;
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
