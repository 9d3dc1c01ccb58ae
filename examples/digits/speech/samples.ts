import type { Random } from '../support/random';

/** In Hz. All speech is mono samples in [-1, 1] at this rate. */
export const SAMPLE_RATE = 8000;

/** The mean of the channels, scaled from 16 bits to [-1, 1]. */
export function mixDown(channels: readonly Int16Array[]): Float32Array {
  const mono = new Float32Array(channels[0]?.length ?? 0);
  const scale = 1 / (2 ** 15 * channels.length);
  for (const channel of channels) {
    for (let index = 0; index < mono.length; index++) mono[index]! += channel[index]! * scale;
  }
  return mono;
}

/** Uniform white noise. */
export function noise(length: number, amplitude: number, random: Random): Float32Array {
  const samples = new Float32Array(length);
  for (let index = 0; index < length; index++) samples[index] = random.uniform(-amplitude, amplitude);
  return samples;
}

/** Adds `gain * samples` to `target` from `start` on. */
export function mixInto(target: Float32Array, samples: Float32Array, start: number, gain: number): void {
  for (let index = 0; index < samples.length; index++) target[start + index]! += gain * samples[index]!;
}
