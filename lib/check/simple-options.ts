import { wrongNumber, wrongText, wrongType } from './wrong-value';

export const MOST_THREADS = 1024;

/** The option's value, or the first of `values` when it was not given. */
export function readName<Name extends string>(
  value: unknown,
  argument: string,
  values: readonly [Name, ...Name[]],
): Name {
  if (value === undefined) return values[0];
  if (typeof value === 'string' && (values as readonly string[]).includes(value)) return value as Name;
  const offered = values.map((name) => `'${name}'`);
  throw wrongText(value, argument, `${offered.slice(0, -1).join(', ')} or ${offered.at(-1)}`);
}

export function readFlag(value: unknown, argument: string, standard: boolean): boolean {
  if (value === undefined) return standard;
  if (typeof value === 'boolean') return value;
  throw wrongType(value, argument, 'true or false');
}

export function readInteger(value: unknown, argument: string, least: number, most: number, expected: string): number {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
  throw wrongNumber(value, argument, expected);
}

/** @returns the blank as a class */
export function readBlank(value: unknown, classes: number): number {
  const expected = `a class from 0 to ${classes - 1}, or -1 for the last down to -${classes}`;
  const blank = readInteger(value, 'blank', -classes, classes - 1, expected);
  return blank < 0 ? blank + classes : blank;
}
