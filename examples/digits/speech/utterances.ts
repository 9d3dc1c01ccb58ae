import type { Random } from '../support/random';
import { bySpeaker, type Clip } from './clips';
import { SAMPLE_RATE } from './read-wav';

export const MOST_DIGITS = 7;
/** Amplitude of the faintest noise over an utterance. */
export const QUIETEST_NOISE = 10 ** -3.5;

export interface Utterance {
  readonly digits: readonly number[];
  readonly samples: Float32Array;
}

/** Joins clips of one speaker into an utterance of `digits` digits, with a gap before, between and after them. */
export function compose(speaker: readonly Clip[], digits: number, random: Random): Utterance {
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
    addTo(samples, clip.samples, starts[index]!, 10 ** random.uniform(-0.4, 0.2));
  });
  return { digits: clips.flatMap((clip) => clip.digits), samples };
}

/** A set for evaluation: as many utterances of each length, speakers in turn; the same whenever `random` is the same. */
export function composeTestSet(clips: readonly Clip[], perLength: number, random: Random): Utterance[][] {
  const speakers = bySpeaker(clips);
  return Array.from({ length: MOST_DIGITS }, (_, index) =>
    Array.from({ length: perLength }, (_, turn) => compose(speakers[turn % speakers.length]!, index + 1, random)),
  );
}

export function noise(length: number, amplitude: number, random: Random): Float32Array {
  const samples = new Float32Array(length);
  for (let index = 0; index < length; index++) samples[index] = random.uniform(-amplitude, amplitude);
  return samples;
}

export function addTo(target: Float32Array, samples: Float32Array, start: number, gain: number): void {
  for (let index = 0; index < samples.length; index++) target[start + index]! += gain * samples[index]!;
}
