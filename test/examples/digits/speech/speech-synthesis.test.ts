import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { HELD_OUT_VOICES, TEST_VOICES, TRAINING_VOICES } from '../../../../examples/digits/speech/voices';
import { BUILD } from '../../../support/run-example';

interface SpokenClip {
  readonly speaker: string;
  readonly digits: number[];
  readonly seconds: number;
  /** Of the samples. */
  readonly hash: string;
}

/** Runs in a separate Node process, because jest cannot load eSpeak NG, an ES module. */
const SCRIPT = `
  const { createHash } = require('node:crypto');
  const { speak } = require(${JSON.stringify(resolve(BUILD, 'speech/speech-synthesis.js'))});
  const { Random } = require(${JSON.stringify(resolve(BUILD, 'support/random.js'))});
  const [voices, clipLengths, seed] = JSON.parse(process.argv[1]);
  speak(voices, clipLengths, new Random(seed), () => true).then((clips) => {
    console.log(JSON.stringify(clips.map(({ speaker, digits, samples }) => ({
      speaker,
      digits,
      seconds: samples.length / 8000,
      hash: createHash('sha1').update(samples).digest('hex'),
    }))));
  });`;

function speak(voices: readonly string[], clipLengths: readonly number[], seed: number): SpokenClip[] {
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', SCRIPT, JSON.stringify([voices, clipLengths, seed])], {
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

const variantOf = (voice: string): string => voice.split('+')[1]!;

test('training, held-out and test sets share no voice variant', () => {
  const trained = new Set(TRAINING_VOICES.map(variantOf));
  const heldOut = new Set(HELD_OUT_VOICES.map(variantOf));
  expect([...heldOut].filter((variant) => trained.has(variant))).toEqual([]);
  expect(TEST_VOICES.map(variantOf).filter((variant) => trained.has(variant) || heldOut.has(variant))).toEqual([]);
  expect(new Set(TRAINING_VOICES).size).toBe(TRAINING_VOICES.length);
  expect(TEST_VOICES.length).toBeGreaterThanOrEqual(10);
});

test('each voice speaks clips of the given lengths at a natural speed', () => {
  const clips = speak(['en-us+m1', 'en-gb-x-rp+f3'], [1, 3, 5], 1);
  expect(clips.map(({ speaker, digits }) => [speaker, digits.length])).toEqual([
    ['en-us+m1', 1],
    ['en-us+m1', 3],
    ['en-us+m1', 5],
    ['en-gb-x-rp+f3', 1],
    ['en-gb-x-rp+f3', 3],
    ['en-gb-x-rp+f3', 5],
  ]);
  for (const { digits, seconds } of clips) {
    expect(seconds / digits.length).toBeGreaterThan(0.1);
    expect(seconds / digits.length).toBeLessThan(1);
    for (const digit of digits) expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]).toContain(digit);
  }
});

test('samples depend only on the seed, in every process', async () => {
  const first = speak(['en-us+m1', 'en-029+whisper'], [2, 2], 1);
  // eSpeak NG seeds its noise with the second in which it starts.
  await new Promise((resolve) => setTimeout(resolve, 1100));
  expect(speak(['en-us+m1', 'en-029+whisper'], [2, 2], 1)).toEqual(first);
  expect(speak(['en-us+m1', 'en-029+whisper'], [2, 2], 2)).not.toEqual(first);
});

test('all voices exist and differ', () => {
  const voices = [...TRAINING_VOICES, ...HELD_OUT_VOICES, ...TEST_VOICES];
  const clips = speak(voices, [1], 1);
  expect(new Set(clips.map(({ hash }) => hash)).size).toBe(voices.length);
});

test('an unknown voice is an error', () => {
  expect(() => speak(['en-us+nobody'], [1], 1)).toThrow('eSpeak NG has no voice en-us+nobody');
});
