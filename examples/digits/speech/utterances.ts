import type { Random } from '../support/random';
import { bySpeaker, type Clip } from './clips';
import { mixInto, noise, SAMPLE_RATE } from './samples';

export const MAX_DIGITS = 7;
/** Amplitude of the faintest noise in an utterance. */
export const QUIETEST_NOISE = 10 ** -3.5;

export interface Utterance {
  readonly digits: readonly number[];
  readonly samples: Float32Array;
}

/** Joins clips of one speaker into an utterance of `digits` digits, with gaps around the clips and noise throughout. */
export function composeUtterance(speaker: readonly Clip[], digits: number, random: Random): Utterance {
  const clips: Clip[] = [];
  for (let missing = digits; missing > 0; ) {
    const clip = random.pick(speaker.filter((candidate) => candidate.digits.length <= missing));
    clips.push(clip);
    missing -= clip.digits.length;
  }
  const gap = (): number => Math.round(random.uniform(0.03, 0.3) * SAMPLE_RATE);
  const starts: number[] = [];
  let length = gap();
  for (const clip of clips) {
    starts.push(length);
    length += clip.samples.length + gap();
  }
  const samples = noise(length, QUIETEST_NOISE * 10 ** random.uniform(0, 1.2), random);
  clips.forEach((clip, index) => {
    mixInto(samples, clip.samples, starts[index]!, 10 ** random.uniform(-0.4, 0.2));
  });
  return { digits: clips.flatMap((clip) => clip.digits), samples };
}

/** Groups of utterances of 1 to MAX_DIGITS digits, `perLength` in each group, from the speakers in turn. */
export function composeEvaluationSet(clips: readonly Clip[], perLength: number, random: Random): Utterance[][] {
  const speakers = bySpeaker(clips);
  return Array.from({ length: MAX_DIGITS }, (_, index) =>
    Array.from({ length: perLength }, (_, turn) =>
      composeUtterance(speakers[turn % speakers.length]!, index + 1, random),
    ),
  );
}
