import type { LabelSpan } from './align';
import { describeValue } from './describe-value';
import { CtcError } from './errors';

/** Where a label is in time. */
export interface LabelTime {
  readonly text: string;
  /** Seconds from the first frame's beginning. */
  readonly start: number;
  /** Where it ends, in seconds. */
  readonly end: number;
  /** From 0 to 1, where it is known. */
  readonly confidence?: number;
}

/** How spans of frames become times. */
export interface LabelTimeOptions {
  /** Seconds from one frame to the next: the window's shift times the model's stride. */
  readonly frameShift: number;
  /** The symbol of each class. Default: its number. */
  readonly symbols?: readonly string[] | undefined;
}

/**
 * The times of an alignment's spans. The confidence of a label is the geometric mean of its probability in its frames.
 *
 * @throws {CtcError} if the frame shift is not a positive number, or a class has no symbol
 *
 * @example
 * const times = labelTimes(align(request)[0].spans, { frameShift: 0.02, symbols: ['', 'a', 'b', 'c'] });
 */
export function labelTimes(spans: readonly LabelSpan[], { frameShift, symbols }: LabelTimeOptions): LabelTime[] {
  if (typeof frameShift !== 'number' || !(frameShift > 0 && frameShift < Number.POSITIVE_INFINITY)) {
    throw new CtcError(
      'ERR_CTC_RANGE',
      `frameShift is ${describeValue(frameShift)}: expected a number of seconds above 0`,
      {
        argument: 'frameShift',
      },
    );
  }
  return spans.map(({ label, start, end, score }) => {
    const text = symbols === undefined ? String(label) : symbols[label];
    if (text === undefined) {
      throw new CtcError('ERR_CTC_RANGE', `symbols has no symbol of class ${label}: it has ${symbols!.length}`, {
        argument: 'symbols',
      });
    }
    return { text, start: start * frameShift, end: end * frameShift, confidence: Math.exp(score) };
  });
}

/**
 * Lines of a CTM file, one for each label, as NIST's scoring tools read them: name, channel, start, duration, text and,
 * where it is known, confidence.
 *
 * @param name the recording's
 * @throws {CtcError} if the name, the channel or a label's text is empty or has white space in it, which separates the columns
 */
export function formatCtm(name: string, times: readonly LabelTime[], channel = '1'): string {
  const column = (text: string, argument: string) => {
    if (typeof text === 'string' && /^\S+$/.test(text)) return text;
    throw new CtcError(
      'ERR_CTC_RANGE',
      `${argument} is ${describeValue(text)}: the columns of a CTM file are neither empty nor have white space in them`,
      { argument: argument.replace(/\[.*/, '') },
    );
  };
  const head = `${column(name, 'name')} ${column(channel, 'channel')}`;
  return times
    .map(({ text, start, end, confidence }, i) => {
      const label = column(text, `times[${i}].text`);
      const last = confidence === undefined ? '' : ` ${confidence.toFixed(4)}`;
      return `${head} ${start.toFixed(3)} ${(end - start).toFixed(3)} ${label}${last}\n`;
    })
    .join('');
}

/**
 * A TextGrid of Praat in its long text format, with one interval tier: an interval for each label, and empty ones between.
 *
 * @param duration of the recording in seconds, not before the last label ends
 * @throws {CtcError} if the labels overlap, are not in order, or end after the duration
 */
export function formatTextGrid(times: readonly LabelTime[], duration: number, tier = 'labels'): string {
  const intervals: LabelTime[] = [];
  let end = 0;
  for (const [i, time] of times.entries()) {
    if (!(time.start >= end && time.end > time.start)) {
      throw new CtcError('ERR_CTC_RANGE', `times[${i}] starts at ${time.start}: the one before ends at ${end}`, {
        argument: 'times',
      });
    }
    if (time.start > end) intervals.push({ text: '', start: end, end: time.start });
    intervals.push(time);
    end = time.end;
  }
  if (!(duration >= end && duration < Number.POSITIVE_INFINITY)) {
    throw new CtcError(
      'ERR_CTC_RANGE',
      `duration is ${describeValue(duration)}: expected the recording's in seconds, at least ${end}, where the last label ends`,
      { argument: 'duration' },
    );
  }
  if (duration > end || intervals.length === 0) intervals.push({ text: '', start: end, end: duration });
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const lines = [
    'File type = "ooTextFile"',
    'Object class = "TextGrid"',
    '',
    'xmin = 0',
    `xmax = ${duration}`,
    'tiers? <exists>',
    'size = 1',
    'item []:',
    '    item [1]:',
    '        class = "IntervalTier"',
    `        name = ${quote(tier)}`,
    '        xmin = 0',
    `        xmax = ${duration}`,
    `        intervals: size = ${intervals.length}`,
    ...intervals.flatMap(({ text, start, end: last }, i) => [
      `        intervals [${i + 1}]:`,
      `            xmin = ${start}`,
      `            xmax = ${last}`,
      `            text = ${quote(text)}`,
    ]),
  ];
  return `${lines.join('\n')}\n`;
}
