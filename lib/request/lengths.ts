import { types } from 'node:util';
import { describeValue } from '../check/describe-value';
import { CtcError } from '../check/errors';
import { checkAttached, lengthOf } from '../check/typed-arrays';
import { wrongNumber, wrongType } from '../check/wrong-value';

/** The forms in which callers pass a list of integers. */
export type Integers = Int32Array | readonly number[];

export function isIntegers(value: unknown): value is Integers {
  return Array.isArray(value) || types.isInt32Array(value);
}

/**
 * The number of elements. Read it once: a Proxy may answer differently the next time.
 *
 * @param where the list as the caller would write it, such as `labels[3]`
 * @throws {CtcError} if a Proxy over an array returns an invalid length, or the array is detached
 */
export function countOf(list: Integers | readonly unknown[], where: string): number {
  if (types.isInt32Array(list)) {
    const length = lengthOf(list);
    if (length === 0) checkAttached(list, where);
    return length;
  }
  const length: unknown = list.length;
  if (!Number.isSafeInteger(length) || (length as number) < 0) {
    throw new CtcError('ERR_CTC_TYPE', `${where} has length ${describeValue(length)}: expected a whole number`, {
      argument: where.replace(/\[.*/, ''),
    });
  }
  return length as number;
}

/** Explains a number of labels or lengths that differs from the batch size, or is empty. */
export type CountHint = (count: number) => string;

export interface LengthRule {
  readonly argument: 'labelLengths' | 'inputLengths';
  readonly batch: number;
  /** What a length must be: completes the message 'expected ...'. */
  readonly expected: string;
  /** The largest allowed length. */
  readonly most: number;
  /** Explains a wrong length, or is empty. */
  readonly hint: (length: number) => string;
  /** Explains a wrong number of lengths, or is empty. */
  readonly countHint?: CountHint | undefined;
}

/** A checked copy of the lengths of all samples. */
export function copyLengths(lengths: unknown, rule: LengthRule): number[] {
  const { argument, batch } = rule;
  if (!isIntegers(lengths)) {
    throw wrongType(lengths, argument, 'an Int32Array or an array of numbers, one per sample');
  }
  const count = countOf(lengths, argument);
  if (count !== batch) {
    const hint = rule.countHint?.(count) ?? '';
    throw new CtcError('ERR_CTC_SIZE', `${argument} has ${count} elements: expected ${batch}, one per sample${hint}`, {
      argument,
    });
  }
  const copy: number[] = [];
  for (let sample = 0; sample < batch; sample++) {
    const length: unknown = lengths[sample];
    if (!Number.isInteger(length) || (length as number) < 0 || (length as number) > rule.most) {
      const hint = typeof length === 'number' ? rule.hint(length) : '';
      throw wrongNumber(length, `${argument}[${sample}]`, rule.expected + hint, sample);
    }
    copy.push(length as number);
  }
  return copy;
}
