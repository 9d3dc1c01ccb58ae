/// <reference path="./espeak-ng.d.ts" />
import type { ESpeak, ESpeakWorker } from '@echogarden/espeak-ng-emscripten';
import { Random } from '../support/random';
import type { Clip, Corpus } from './clips';
import { mixDown, SAMPLE_RATE } from './read-wav';
import { resample } from './resample';
import { HELD_OUT_VOICES, TEST_VOICES, TRAINING_VOICES } from './voices';

const WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'] as const;

/** Fixed, so that every seed of a training is judged on the same speech. */
const TEST_SEED = 1;
const HELD_OUT_SEED = 2;

/** Breaths of 1, 2, ... digits that each voice says. */
const TRAINING_BREATHS = [1, 1, 2, 2, 3, 3, 4, 5];
const TEST_BREATHS = [1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6];

export interface SynthesisOptions {
  /** Leaves the corpus unfinished after the voice that is speaking. */
  readonly signal?: AbortSignal;
  readonly onVoice?: (voicesDone: number) => void;
}

/** Connected digits, spoken now by eSpeak NG: many voices, each at several speeds and pitches. */
export async function synthesizeCorpus(seed: number, { signal, onVoice }: SynthesisOptions = {}): Promise<Corpus> {
  let voicesDone = 0;
  const goOn = (): boolean => {
    onVoice?.(++voicesDone);
    return !signal?.aborted;
  };
  const test = await speak(TEST_VOICES, TEST_BREATHS, new Random(TEST_SEED), goOn);
  const heldOut = await speak(HELD_OUT_VOICES, TRAINING_BREATHS, new Random(HELD_OUT_SEED), goOn);
  const training = await speak(TRAINING_VOICES, TRAINING_BREATHS, new Random(seed), goOn);
  const description =
    `${TRAINING_VOICES.length} voices of eSpeak NG to train on (${training.length} breaths), ` +
    `${HELD_OUT_VOICES.length} others held out (${heldOut.length}), ${TEST_VOICES.length} others to test on (${test.length})`;
  return { description, training, heldOut, test };
}

/**
 * Each voice says as many breaths of digits as there are lengths in `breaths`; `goOn` is asked after each voice. What a
 * voice sounds like depends on all that an instance has said before, so each call begins with a fresh one.
 */
export async function speak(
  voices: readonly string[],
  breaths: readonly number[],
  random: Random,
  goOn: () => boolean,
): Promise<Clip[]> {
  const { default: load } = await import('@echogarden/espeak-ng-emscripten');
  const espeak = await load();
  const worker = withClockStopped(() => new espeak.eSpeakNGWorker());
  const clips: Clip[] = [];
  for (const voice of voices) {
    chooseVoice(espeak, worker, voice);
    for (const length of breaths) {
      const digits = Array.from({ length }, () => random.integer(0, 9));
      clips.push({ speaker: voice, digits, samples: speakDigits(worker, digits, random) });
    }
    if (!goOn()) break;
    await new Promise(setImmediate);
  }
  return clips;
}

function speakDigits(worker: ESpeakWorker, digits: readonly number[], random: Random): Float32Array {
  worker.set_rate(random.integer(130, 240));
  worker.set_pitch(random.integer(20, 80));
  worker.set_range(random.integer(20, 80));
  const parts: Int16Array[] = [];
  worker.synthesize(digits.map((digit) => WORDS[digit]).join(' '), (samples) => {
    if (samples) parts.push(samples.slice());
    return false;
  });
  return trim(resample(mixDown([join(parts)]), worker.get_samplerate(), SAMPLE_RATE));
}

function join(parts: readonly Int16Array[]): Int16Array {
  const joined = new Int16Array(parts.reduce((length, part) => length + part.length, 0));
  let start = 0;
  for (const part of parts) {
    joined.set(part, start);
    start += part.length;
  }
  return joined;
}

/** eSpeak says nothing about a variant it does not know, and speaks with the plain voice. */
function chooseVoice(espeak: ESpeak, worker: ESpeakWorker, voice: string): void {
  const [, variant] = voice.split('+');
  const known = espeak.FS.analyzePath(`/usr/share/espeak-ng-data/voices/!v/${variant}`).exists;
  if (!known || worker.set_voice(voice) !== 0) throw new Error(`eSpeak NG has no voice ${voice}`);
}

/** eSpeak seeds its noise, of which an s or an f is made, with the time at which an instance is made. */
function withClockStopped<Result>(make: () => Result): Result {
  const { now } = Date;
  Date.now = () => 0;
  try {
    return make();
  } finally {
    Date.now = now;
  }
}

/** Cuts off the silence before and after, leaving gaps to whoever joins clips. */
function trim(samples: Float32Array): Float32Array {
  const isLoud = (sample: number): boolean => Math.abs(sample) > 1e-3;
  const start = samples.findIndex(isLoud);
  let end = samples.length;
  while (end > 0 && !isLoud(samples[end - 1]!)) end--;
  return samples.slice(Math.max(0, start), end);
}
