import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WaveFile } from 'wavefile';

/** Further apart than augmentation shifts frequencies. */
const HERTZ = [350, 750, 1500, 2900];
/** Tones of each digit, as indices of HERTZ. */
const TONES = [[0], [1], [2], [3], [0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]];

/** A temporary folder of recordings in which each digit is a different combination of tones. */
export function makeToneRecordings(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ctc-tones-'));
  for (let digit = 0; digit < 10; digit++) {
    for (const take of [8, 9, 10, 11, 12]) writeFileSync(join(folder, `${digit}_tone_${take}.wav`), toneWav([digit]));
  }
  return folder;
}

/** A tone of 0.2 s for each digit, with 0.1 s of silence around each. */
export function toneWav(digits: readonly number[], rate = 8000): Uint8Array {
  const [tone, silence] = [0.2 * rate, 0.1 * rate];
  const samples = new Int16Array(silence + digits.length * (tone + silence));
  digits.forEach((digit, position) => {
    for (let index = 0; index < tone; index++) {
      const waves = TONES[digit]!.map((each) => Math.sin((2 * Math.PI * HERTZ[each]! * index) / rate));
      samples[silence + position * (tone + silence) + index] = 8000 * waves.reduce((sum, wave) => sum + wave, 0);
    }
  });
  const wav = new WaveFile();
  wav.fromScratch(1, rate, '16', samples);
  return wav.toBuffer();
}
