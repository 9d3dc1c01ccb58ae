import { wrongText } from '../check/wrong-value';
import { type LabelTime, readLabelTimes } from './label-times';

/**
 * Formats label times as a CTM file for NIST's scoring tools, one line per label: name, channel, start, duration, text and, if
 * known, confidence.
 *
 * @param name the name of the recording
 * @throws {CtcError} if times is not an array of label times, they overlap or are out of order, or the name, the channel or a
 * text is empty or contains white space, which separates the columns
 */
export function formatCtm(name: string, times: readonly LabelTime[], channel = '1'): string {
  const head = `${column(name, 'name')} ${column(channel, 'channel')}`;
  return readLabelTimes(times)
    .map(({ text, start, end, confidence }, i) => {
      const label = column(text, `times[${i}].text`);
      const last = confidence === undefined ? '' : ` ${confidence.toFixed(4)}`;
      return `${head} ${start.toFixed(3)} ${(end - start).toFixed(3)} ${label}${last}\n`;
    })
    .join('');
}

function column(text: unknown, where: string): string {
  if (typeof text === 'string' && /^\S+$/.test(text)) return text;
  throw wrongText(
    text,
    where,
    'a text that is not empty and has no white space in it, which separates the columns of a CTM file',
  );
}
