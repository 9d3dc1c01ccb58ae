import type { Clip } from '../../../examples/digits/speech/clips';
import { Random } from '../../../examples/digits/support/random';

/** A clip of noise for each digit. */
export function makeNoiseClips(): Clip[] {
  const random = new Random(1);
  return Array.from({ length: 10 }, (_, digit) => ({
    speaker: 'noise',
    digits: [digit],
    samples: Float32Array.from({ length: 1600 }, () => random.uniform(-0.5, 0.5)),
  }));
}
