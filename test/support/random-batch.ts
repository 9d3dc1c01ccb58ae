/** A batch of random logits and labels, as a request. */
export interface RandomBatch {
  readonly logits: Float32Array;
  readonly shape: [number, number, number];
  readonly labels: number[][];
  readonly inputLengths: number[];
  readonly blank: number;
}

/** Pseudo-random numbers in [0, 1) for a seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Batch-time-class, with different numbers of frames and labels, all feasible, with repeats. */
export function randomBatch(seed: number, batch: number, time: number, classes: number, blank = 0): RandomBatch {
  const random = randomNumbers(seed);
  const logits = Float32Array.from({ length: batch * time * classes }, () => 6 * random() - 3);
  const labels: number[][] = [];
  const inputLengths: number[] = [];
  for (let sample = 0; sample < batch; sample++) {
    const frames = Math.ceil(time * (0.5 + 0.5 * random()));
    inputLengths.push(frames);
    const spoken = Array.from({ length: Math.floor((frames / 2) * random()) }, () => {
      const label = Math.floor(random() * (classes - 1));
      return label < blank ? label : label + 1;
    });
    labels.push(spoken);
  }
  return { logits, shape: [batch, time, classes], labels, inputLengths, blank };
}

/** The same scores with batch and time exchanged. */
export function timeMajor({ logits, shape }: Pick<RandomBatch, 'logits' | 'shape'>): Float32Array {
  const [batch, time, classes] = shape;
  const result = new Float32Array(logits.length);
  for (let sample = 0; sample < batch; sample++) {
    for (let frame = 0; frame < time; frame++) {
      const row = logits.subarray((sample * time + frame) * classes, (sample * time + frame + 1) * classes);
      result.set(row, (frame * batch + sample) * classes);
    }
  }
  return result;
}

/** The bits of floats, so that comparisons include -0, NaN and the last place. */
export function bitsOf(floats: Float32Array | undefined): Uint32Array {
  if (floats === undefined) throw new Error('there is no array to compare');
  return new Uint32Array(floats.slice().buffer);
}
