import { describeValue } from './describe-value';
import { CtcError, type CtcErrorCode } from './errors';

/**
 * The error for something that is not of the kind that is due.
 *
 * @param where the value as the caller would write it, such as `spans[3].start`
 * @param sample the sample at fault, if it is about one
 */
export function wrongType(value: unknown, where: string, expected: string, sample?: number): CtcError {
  return wrong('ERR_CTC_TYPE', value, where, expected, sample);
}

/** The same for a number that is out of its range, or something that is no number. */
export function wrongNumber(value: unknown, where: string, expected: string, sample?: number): CtcError {
  return wrong(typeof value === 'number' ? 'ERR_CTC_RANGE' : 'ERR_CTC_TYPE', value, where, expected, sample);
}

/** The same for a text that is not one of those that are due, or something that is no text. */
export function wrongText(value: unknown, where: string, expected: string): CtcError {
  return wrong(typeof value === 'string' ? 'ERR_CTC_RANGE' : 'ERR_CTC_TYPE', value, where, expected);
}

function wrong(code: CtcErrorCode, value: unknown, where: string, expected: string, sample?: number): CtcError {
  return new CtcError(code, `${where} is ${describeValue(value)}: expected ${expected}`, {
    argument: where.replace(/[[.].*/, ''),
    ...(sample !== undefined && { sample }),
  });
}
