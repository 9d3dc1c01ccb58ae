import { randomNumbers } from './random-batch';

export const FRAMES = 8;
export const CLASSES = 4;

export interface ReadableData {
  /** [samples][FRAMES][CLASSES] */
  readonly frames: number[][][];
  /** One to three labels each, without the blank. */
  readonly labels: number[][];
}

/** Frames that show their class, and their labels: a single dense layer can learn them. */
export function readableData(samples: number, blank: number): ReadableData {
  const random = randomNumbers(5);
  const labels = Array.from({ length: samples }, (_, sample) =>
    Array.from({ length: 1 + (sample % 3) }, () => (blank + 1 + Math.floor((CLASSES - 1) * random())) % CLASSES),
  );
  const frames = labels.map((row) =>
    Array.from({ length: FRAMES }, (_, frame) => {
      const shown = frame % 2 === 1 ? (row[(frame - 1) / 2] ?? blank) : blank;
      return Array.from({ length: CLASSES }, (_, label) => (label === shown ? 1 : 0) + 0.1 * random());
    }),
  );
  return { frames, labels };
}
