import { wrongNumber, wrongType } from '../check/wrong-value';
import { type LabelTime, readLabelTimes } from './label-times';

/**
 * Formats label times as a Praat TextGrid (long text format) with one interval tier: one interval per label, and empty ones in
 * between.
 *
 * @param duration of the recording in seconds, not before the end of the last label
 * @param tier name of the tier
 * @throws {CtcError} if times is not an array of label times, they overlap, are out of order, or end after the duration
 */
export function formatTextGrid(times: readonly LabelTime[], duration: number, tier = 'labels'): string {
  const intervals: LabelTime[] = [];
  let end = 0;
  for (const time of readLabelTimes(times)) {
    if (time.start > end) intervals.push({ text: '', start: end, end: time.start });
    intervals.push(time);
    end = time.end;
  }
  if (!Number.isFinite(duration) || duration <= 0 || duration < end) {
    const range = end > 0 ? `at least ${end}, where the last label ends` : 'above 0';
    throw wrongNumber(duration, 'duration', `the recording's in seconds, ${range}`);
  }
  if (typeof tier !== 'string') throw wrongType(tier, 'tier', "a string, the tier's name");
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
