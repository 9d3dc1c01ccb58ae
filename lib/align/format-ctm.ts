import { wrongText } from '../check/wrong-value';
import { type LabelTime, readLabelTimes } from './label-times';

/**
 * Lines of a CTM file, one for each label, as NIST's scoring tools read them: name, channel, start, duration, text and,
 * where it is known, confidence.
 *
 * @param name the recording's
 * @throws {CtcError} if the times are none, overlap or are not in order, or the name, the channel or a label's text is empty
 * or has white space in it, which separates the columns
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
    'a text that is not empty and has no white space in it, as the columns of a CTM file are',
  );
}
