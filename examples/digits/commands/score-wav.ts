import type { Recognizer } from '../model/recognizer';
import type { Scores } from '../model/scores';
import { readWav } from '../speech/read-wav';
import { mixInto, noise, SAMPLE_RATE } from '../speech/samples';
import { QUIETEST_NOISE } from '../speech/utterances';
import { Random } from '../support/random';

/**
 * Faint noise added before and after the file, as every training utterance has it. Without a margin, a file cut close to
 * the speech loses digits at its ends; without the noise, digital silence gives features that never occur in training.
 */
export const MARGIN_SECONDS = 0.1;

/** Scores of a WAV file with a margin on either side: a batch of one. */
export function scoreWav(recognizer: Recognizer, file: string): Scores {
  return recognizer.score(recognizer.toBatch([recognizer.toExample(withMargins(readWav(file)), [])]));
}

function withMargins(samples: Float32Array): Float32Array {
  const margin = MARGIN_SECONDS * SAMPLE_RATE;
  const padded = noise(samples.length + 2 * margin, QUIETEST_NOISE, new Random(0));
  mixInto(padded, samples, margin, 1);
  return padded;
}
