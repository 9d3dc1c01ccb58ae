import { CtcError } from '../check/errors';
import { checkOptionNames } from '../check/option-names';
import { readInteger } from '../check/simple-options';
import { wrongNumber, wrongType } from '../check/wrong-value';
import type { LabelSpan } from './align';

/** The time of one label. */
export interface LabelTime {
  readonly text: string;
  /** Start in seconds from the start of the first frame. */
  readonly start: number;
  /** End in seconds. */
  readonly end: number;
  /** From 0 to 1, if known. */
  readonly confidence?: number | undefined;
}

/** Options of {@link labelTimes}. */
export interface LabelTimeOptions {
  /** Seconds from one frame to the next: window shift times stride of the model. */
  readonly frameShift: number;
  /** Symbol of each class. Default: its number. */
  readonly symbols?: readonly string[] | undefined;
}

const OPTIONS: ReadonlySet<string> = new Set(['frameShift', 'symbols'] satisfies (keyof LabelTimeOptions)[]);

/**
 * Converts the spans of an alignment to times. The confidence of a label is the geometric mean of its probability over its
 * frames.
 *
 * @throws {CtcError} if spans is not an array of spans, they overlap or are out of order, the frame shift is not a positive
 * number, or a class has no symbol
 *
 * @example
 * const times = labelTimes(align(request)[0].spans, { frameShift: 0.02, symbols: ['', 'a', 'b', 'c'] });
 */
export function labelTimes(spans: readonly LabelSpan[], options: LabelTimeOptions): LabelTime[] {
  checkOptionNames(options, OPTIONS, 'options');
  const { frameShift, symbols } = options;
  if (!isFinitePositive(frameShift)) throw wrongNumber(frameShift, 'frameShift', 'a number of seconds above 0');
  if (symbols !== undefined && !Array.isArray(symbols)) {
    throw wrongType(symbols, 'symbols', 'an array of strings, one for each class');
  }
  let last = 0;
  return objectsOf<LabelSpan>(spans, 'spans', 'a LabelSpan', 'the spans of one alignment').map((span, i) => {
    const { label, start, end, score } = span;
    const readNumber = (value: unknown, name: string, thing: string) =>
      readInteger(value, `spans[${i}].${name}`, 0, Number.MAX_SAFE_INTEGER, `${thing}, a whole number from 0`);
    readNumber(label, 'label', 'a class');
    readNumber(start, 'start', 'a frame');
    readNumber(end, 'end', 'a frame');
    checkOrder(`spans[${i}]`, start, end, last);
    if (typeof score !== 'number' || Number.isNaN(score)) {
      throw wrongNumber(score, `spans[${i}].score`, 'a log-probability');
    }
    last = end;
    const text = symbols === undefined ? String(label) : symbolOf(symbols, label);
    return { text, start: start * frameShift, end: end * frameShift, confidence: Math.exp(score) };
  });
}

function symbolOf(symbols: readonly unknown[], label: number): string {
  const text = symbols[label];
  if (typeof text === 'string') return text;
  if (text !== undefined) throw wrongType(text, `symbols[${label}]`, 'a string');
  throw new CtcError('ERR_CTC_RANGE', `symbols has no symbol for class ${label}: it has ${symbols.length}`, {
    argument: 'symbols',
  });
}

/**
 * Copies label times and checks that they are in order and do not overlap.
 *
 * @throws {CtcError} that names the first invalid one
 */
export function readLabelTimes(times: unknown): LabelTime[] {
  let last = 0;
  return objectsOf<LabelTime>(times, 'times', 'a LabelTime', 'label times, such as labelTimes returns').map(
    (time, i) => {
      const { text, start, end, confidence } = time;
      if (typeof text !== 'string') throw wrongType(text, `times[${i}].text`, 'a string');
      if (!isSeconds(start)) throw wrongNumber(start, `times[${i}].start`, 'a number of seconds, 0 or more');
      if (!isSeconds(end)) throw wrongNumber(end, `times[${i}].end`, 'a number of seconds, 0 or more');
      checkOrder(`times[${i}]`, start, end, last);
      if (confidence !== undefined && !isSeconds(confidence)) {
        throw wrongNumber(confidence, `times[${i}].confidence`, 'a number, 0 or more');
      }
      last = end;
      return { text, start, end, confidence };
    },
  );
}

/** Checks that a value is an array of objects. */
function objectsOf<T>(list: unknown, argument: string, element: string, whole: string): T[] {
  if (!Array.isArray(list)) throw wrongType(list, argument, `an array of ${whole}`);
  return Array.from(list, (each: unknown, i) => {
    if (typeof each === 'object' && each !== null) return each as T;
    throw wrongType(each, `${argument}[${i}]`, element);
  });
}

/** @param last end of the previous one */
function checkOrder(where: string, start: number, end: number, last: number): void {
  if (end <= start) throw wrongNumber(end, `${where}.end`, `more than its start, ${start}`);
  if (start < last) throw wrongNumber(start, `${where}.start`, `at least ${last}, where the previous one ends`);
}

function isSeconds(value: unknown): value is number {
  return Number.isFinite(value) && (value as number) >= 0;
}

function isFinitePositive(value: unknown): value is number {
  return Number.isFinite(value) && (value as number) > 0;
}
