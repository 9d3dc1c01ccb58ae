/// <reference path="./espeak-ng.d.ts" />
import type { ESpeak, ESpeakWorker } from '@echogarden/espeak-ng-emscripten';
import { Random } from '../support/random';
import type { Clip, Corpus } from './clips';
import { resample } from './resample';
import { mixDown, SAMPLE_RATE } from './samples';
import { HELD_OUT_VOICES, TEST_VOICES, TRAINING_VOICES } from './voices';

const WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'] as const;

/** Fixed, so that trainings with any seed are evaluated on the same speech. */
const TEST_SEED = 1;
const HELD_OUT_SEED = 2;

/** Digits in each clip of a voice. */
const TRAINING_CLIPS = [1, 1, 2, 2, 3, 3, 4, 5];
const TEST_CLIPS = [1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6];

export interface SynthesisOptions {
  /** Stops after the current voice; the corpus is then incomplete. */
  readonly signal?: AbortSignal;
  readonly onVoice?: (voicesDone: number) => void;
}

/** Synthesises connected digits with eSpeak NG: many voices, each at several speeds and pitches. */
export async function synthesizeCorpus(seed: number, { signal, onVoice }: SynthesisOptions = {}): Promise<Corpus> {
  let voicesDone = 0;
  const onVoiceDone = (): boolean => {
    onVoice?.(++voicesDone);
    return !signal?.aborted;
  };
  const test = await speak(TEST_VOICES, TEST_CLIPS, new Random(TEST_SEED), onVoiceDone);
  const heldOut = await speak(HELD_OUT_VOICES, TRAINING_CLIPS, new Random(HELD_OUT_SEED), onVoiceDone);
  const training = await speak(TRAINING_VOICES, TRAINING_CLIPS, new Random(seed), onVoiceDone);
  const description =
    `eSpeak NG, ${TRAINING_VOICES.length} training voices (${training.length} clips), ` +
    `${HELD_OUT_VOICES.length} held-out voices (${heldOut.length} clips), ${TEST_VOICES.length} test voices (${test.length} clips)`;
  return { description, training, heldOut, test };
}

/**
 * Synthesises clips of random digits with each voice. The sound of a voice depends on everything that an eSpeak instance
 * has spoken before, so each call starts a new instance.
 *
 * @param clipLengths digits in each clip of a voice
 * @param onVoiceDone called after each voice; false stops
 */
export async function speak(
  voices: readonly string[],
  clipLengths: readonly number[],
  random: Random,
  onVoiceDone: () => boolean,
): Promise<Clip[]> {
  const { default: load } = await import('@echogarden/espeak-ng-emscripten');
  const espeak = await load();
  const worker = withClockStopped(() => new espeak.eSpeakNGWorker());
  const clips: Clip[] = [];
  for (const voice of voices) {
    chooseVoice(espeak, worker, voice);
    for (const length of clipLengths) {
      const digits = Array.from({ length }, () => random.integer(0, 9));
      clips.push({ speaker: voice, digits, samples: speakDigits(worker, digits, random) });
    }
    if (!onVoiceDone()) break;
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

/** Given an unknown variant, eSpeak silently uses the default one. */
function chooseVoice(espeak: ESpeak, worker: ESpeakWorker, voice: string): void {
  const [, variant] = voice.split('+');
  const known = espeak.FS.analyzePath(`/usr/share/espeak-ng-data/voices/!v/${variant}`).exists;
  if (!known || worker.set_voice(voice) !== 0) throw new Error(`eSpeak NG has no voice ${voice}`);
}

/** Freezes Date.now: a new eSpeak instance seeds the noise of its fricatives with the current time. */
function withClockStopped<Result>(callback: () => Result): Result {
  const { now } = Date;
  Date.now = () => 0;
  try {
    return callback();
  } finally {
    Date.now = now;
  }
}

/** Removes the silence before and after. */
function trim(samples: Float32Array): Float32Array {
  const isLoud = (sample: number): boolean => Math.abs(sample) > 1e-3;
  const start = samples.findIndex(isLoud);
  let end = samples.length;
  while (end > 0 && !isLoud(samples[end - 1]!)) end--;
  return samples.slice(Math.max(0, start), end);
}
