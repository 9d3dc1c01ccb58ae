import { wrongNumber, wrongType } from '../check/wrong-value';
import { type LabelTime, readLabelTimes } from './label-times';

/**
 * A TextGrid of Praat in its long text format, with one interval tier: an interval for each label, and empty ones between.
 *
 * @param duration of the recording in seconds, not before the last label ends
 * @param tier the tier's name
 * @throws {CtcError} if the times are none, overlap, are not in order, or end after the duration
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
    const least = end > 0 ? `at least ${end}, where the last label ends` : 'above 0';
    throw wrongNumber(duration, 'duration', `the recording's in seconds, ${least}`);
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
