import { describeValue } from '../check/describe-value';
import { CtcError } from '../check/errors';
import { readInteger } from '../check/simple-options';
import type { CallHeader } from '../native/call-block';
import { explainLabel, nameLabel } from './label-mistakes';
import type { LabelRows } from './label-rows';
import { copyLabelLengths, isLabel, sumOfLengths } from './labels';

/** Any 32-bit integer; undefined if the option is absent. */
export function readLabelPadding(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const expected = 'the whole number that pads the labels, such as -1';
  return readInteger(value, 'labelPadding', -(2 ** 31), 2 ** 31 - 1, expected);
}

export interface PaddingRule {
  readonly header: CallHeader;
  readonly labelPadding: number;
}

/**
 * Ends the labels of each sample at the first padding value. Reads each label once, checks it, and keeps a copy.
 *
 * @param rows their lengths include the padding
 * @param labelLengths the caller's lengths, which must agree; undefined if not given
 */
export function endAtPadding(rows: LabelRows, labelLengths: unknown, rule: PaddingRule): LabelRows {
  const copies = rows.lengths.map((_, sample) => readToPadding(rows, sample, rule));
  const lengths = copies.map((labels) => labels.length);
  if (labelLengths !== undefined) checkAgreement(labelLengths, lengths, rule);
  return {
    form: rows.form,
    lengths,
    total: sumOfLengths(lengths),
    rowOf: (sample) => copies[sample]!,
    startOf: () => 0,
    widthOf: (sample) => lengths[sample]!,
  };
}

function readToPadding(rows: LabelRows, sample: number, { header, labelPadding }: PaddingRule): number[] {
  const { classes, blank } = header;
  const row = rows.rowOf(sample);
  const start = rows.startOf(sample);
  const width = rows.widthOf(sample);
  const labels: number[] = [];
  let isEnded = false;
  for (let position = 0; position < width; position++) {
    const label: unknown = row[start + position];
    if (label === labelPadding) {
      isEnded = true;
    } else if (isEnded) {
      throw new CtcError(
        'ERR_CTC_RANGE',
        `${nameLabel(rows, sample, position)} is ${describeValue(label)}: expected ${labelPadding}, the labelPadding, ` +
          `which ended the labels of sample ${sample} after ${labels.length}`,
        { argument: 'labels', sample },
      );
    } else if (isLabel(label, classes, blank)) {
      labels.push(label);
    } else {
      throw explainLabel(label, { rows, sample, position, classes, blank, labelPadding });
    }
  }
  return labels;
}

function checkAgreement(labelLengths: unknown, found: readonly number[], { header, labelPadding }: PaddingRule): void {
  const given = copyLabelLengths(labelLengths, header);
  const sample = given.findIndex((length, index) => length !== found[index]);
  if (sample < 0) return;
  throw new CtcError(
    'ERR_CTC_CONFLICT',
    `labelLengths[${sample}] is ${given[sample]}, but labelPadding ${labelPadding} ends the labels of sample ${sample} after ${found[sample]}: ` +
      'expected lengths that agree, or only one of the two options',
    { argument: 'labelLengths', sample },
  );
}
