import { WaveFile } from 'wavefile';

/** A WAV file of silence. */
export const wav = (samples: number, rate = 8000, depth = '16', channels = 1): Uint8Array => {
  const file = new WaveFile();
  const silence = new Array(samples).fill(0);
  file.fromScratch(channels, rate, depth, channels === 1 ? silence : new Array(channels).fill(silence));
  return file.toBuffer();
};
