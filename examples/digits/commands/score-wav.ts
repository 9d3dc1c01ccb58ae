import type { Recognizer } from '../model/recognizer';
import type { Scores } from '../model/scores';
import { readWav, SAMPLE_RATE } from '../speech/read-wav';
import { addTo, noise, QUIETEST_NOISE } from '../speech/utterances';
import { Random } from '../support/random';

/**
 * Training speech always has silence around it, and noise in it. Without the one, a file cut close to the speech loses
 * digits at its ends; without the other, where a file has zeros the features are none that the network has met.
 */
export const MARGIN_SECONDS = 0.1;

/** What a recogniser makes of a WAV file with a margin on either side: one example's scores. */
export function hear(recognizer: Recognizer, file: string): Scores {
  return recognizer.score(recognizer.toBatch([recognizer.toExample(withMargins(readWav(file)), [])]));
}

function withMargins(samples: Float32Array): Float32Array {
  const margin = MARGIN_SECONDS * SAMPLE_RATE;
  const padded = noise(samples.length + 2 * margin, QUIETEST_NOISE, new Random(0));
  addTo(padded, samples, margin, 1);
  return padded;
}
