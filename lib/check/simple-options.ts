import { translateValue } from './foreign-names';
import { wrongNumber, wrongText, wrongType } from './wrong-value';

export const MAX_THREADS = 1024;

/** @returns the option's value, or the first of `values` if it is undefined */
export function readName<Name extends string>(
  value: unknown,
  argument: string,
  values: readonly [Name, ...Name[]],
): Name {
  if (value === undefined) return values[0];
  if (typeof value === 'string' && (values as readonly string[]).includes(value)) return value as Name;
  const allowed = values.map((name) => `'${name}'`);
  const translated = typeof value === 'string' ? translateValue(argument, value) : undefined;
  const hint = translated === undefined ? '' : `; ${translated}`;
  throw wrongText(value, argument, `${allowed.slice(0, -1).join(', ')} or ${allowed.at(-1)}${hint}`);
}

export function readFlag(value: unknown, argument: string, defaultValue: boolean): boolean {
  if (value === undefined) return defaultValue;
  if (typeof value === 'boolean') return value;
  throw wrongType(value, argument, 'true or false');
}

export function readInteger(value: unknown, argument: string, min: number, max: number, expected: string): number {
  if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) return value as number;
  throw wrongNumber(value, argument, expected);
}

/** @returns the blank as a class number; the option may count from the end */
export function readBlank(value: unknown, classes: number): number {
  const expected = `a class from 0 to ${classes - 1}, or -1 for the last down to -${classes}`;
  const blank = readInteger(value, 'blank', -classes, classes - 1, expected);
  return blank < 0 ? blank + classes : blank;
}
