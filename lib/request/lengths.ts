import { types } from 'node:util';
import { describeValue } from '../check/describe-value';
import { CtcError } from '../check/errors';
import { layoutHint } from '../check/foreign-names';
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

/** Number of samples, and the shape of their scores if callers choose their layout. */
export interface BatchAxes {
  readonly batch: number;
  readonly time?: number;
  readonly timeMajor?: boolean;
}

export interface LengthRule extends BatchAxes {
  readonly argument: 'labelLengths' | 'inputLengths';
  /** What a length must be: completes the message 'expected ...'. */
  readonly expected: string;
  /** The largest allowed length. */
  readonly most: number;
  /** Explains a wrong length, or is empty. */
  readonly hint: (length: number) => string;
}

/** A checked copy of the lengths of all samples. */
export function copyLengths(lengths: unknown, rule: LengthRule): number[] {
  const { argument, batch } = rule;
  if (!isIntegers(lengths)) {
    throw wrongType(lengths, argument, 'an Int32Array or an array of numbers, one per sample');
  }
  const count = countOf(lengths, argument);
  if (count !== batch) throw wrongCount(argument, `${count} elements`, count, rule);
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

/** @param has what the list has instead of one element per sample */
export function wrongCount(argument: string, has: string, count: number, axes: BatchAxes): CtcError {
  const { batch, time, timeMajor = false } = axes;
  const hint = time === undefined ? '' : layoutHint(count, batch, time, timeMajor);
  return new CtcError('ERR_CTC_SIZE', `${argument} has ${has}: expected ${batch}, one per sample${hint}`, {
    argument,
  });
}
