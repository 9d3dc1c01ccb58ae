import { align, labelTimes } from 'ctc-native';
import { loadModel } from '../model/saved-model';
import { readGreedily } from '../model/scores';
import { UsageError, UserError } from '../support/user-error';
import { hear, MARGIN_SECONDS } from './score-wav';

/** Prints when each digit of a WAV file is spoken, in seconds from its beginning: the digits given, or those heard. */
export async function alignCommand(
  file: string,
  digits: string | undefined,
  { model }: { readonly model: string },
): Promise<void> {
  const { recognizer, labels: symbols } = await loadModel(model);
  const given = digits === undefined ? undefined : [...digits].map((digit) => classOf(digit, symbols));
  const scores = hear(recognizer, file);
  const [alignment] = align({ ...scores, labels: [given ?? readGreedily(scores)[0]!] });
  if (alignment!.logProb === Number.NEGATIVE_INFINITY) {
    throw new UserError(`${file} is too short for ${digits}: ${scores.inputLengths[0]} frames.`);
  }
  const { frameShift } = recognizer;
  for (const { text, start, end, confidence } of labelTimes(alignment!.spans, { frameShift, symbols })) {
    const [from, to] = [start, end].map((time) => Math.max(0, time - MARGIN_SECONDS).toFixed(2));
    console.log(`${text}  ${from} to ${to} s  confidence ${confidence!.toFixed(3)}`);
  }
}

function classOf(digit: string, symbols: readonly string[]): number {
  const index = symbols.indexOf(digit);
  if (index < 0) throw new UsageError(`'${digit}' is none of the labels ${symbols.join(' ')}.`);
  return index;
}
