import { describeValue } from './describe-value';
import { CtcError, type CtcErrorCode } from './errors';

/**
 * The error for a value of the wrong type.
 *
 * @param where the value as written by the caller, such as `spans[3].start`
 * @param sample the sample at fault, if the value belongs to one
 */
export function wrongType(value: unknown, where: string, expected: string, sample?: number): CtcError {
  return wrong('ERR_CTC_TYPE', value, where, expected, sample);
}

/** The error for a number out of range, or for a value that is not a number. */
export function wrongNumber(value: unknown, where: string, expected: string, sample?: number): CtcError {
  return wrong(typeof value === 'number' ? 'ERR_CTC_RANGE' : 'ERR_CTC_TYPE', value, where, expected, sample);
}

/** The error for a string that is not allowed, or for a value that is not a string. */
export function wrongText(value: unknown, where: string, expected: string): CtcError {
  return wrong(typeof value === 'string' ? 'ERR_CTC_RANGE' : 'ERR_CTC_TYPE', value, where, expected);
}

function wrong(code: CtcErrorCode, value: unknown, where: string, expected: string, sample?: number): CtcError {
  return new CtcError(code, `${where} is ${describeValue(value)}: expected ${expected}`, {
    argument: where.replace(/[[.].*/, ''),
    ...(sample !== undefined && { sample }),
  });
}
