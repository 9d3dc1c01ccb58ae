import { align, labelTimes } from 'ctc-native';
import { decodeGreedily } from '../model/greedy-decoding';
import { loadModel } from '../model/saved-model';
import { UsageError, UserError } from '../support/user-error';
import { MARGIN_SECONDS, scoreWav } from './score-wav';

/**
 * Prints when each digit of a WAV file is spoken, in seconds from its start.
 *
 * @param digits what is spoken; by default, what the model reads
 */
export async function alignCommand(
  file: string,
  digits: string | undefined,
  { model }: { readonly model: string },
): Promise<void> {
  const { recognizer, labels: symbols } = await loadModel(model);
  const transcript = digits === undefined ? undefined : [...digits].map((digit) => classOf(digit, symbols));
  const scores = scoreWav(recognizer, file);
  const [alignment] = align({ ...scores, labels: [transcript ?? decodeGreedily(scores)[0]!] });
  if (alignment!.logProb === Number.NEGATIVE_INFINITY) {
    throw new UserError(`${file} is too short for ${digits}: it has ${scores.inputLengths[0]} frames.`);
  }
  const { frameShift } = recognizer;
  for (const { text, start, end, confidence } of labelTimes(alignment!.spans, { frameShift, symbols })) {
    const [from, to] = [start, end].map((time) => Math.max(0, time - MARGIN_SECONDS).toFixed(2));
    console.log(`${text}  ${from} to ${to} s  confidence ${confidence!.toFixed(3)}`);
  }
}

function classOf(digit: string, symbols: readonly string[]): number {
  const index = symbols.indexOf(digit);
  if (index < 0) throw new UsageError(`'${digit}' is not one of the labels ${symbols.join(' ')}.`);
  return index;
}
