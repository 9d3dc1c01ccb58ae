import type { Case } from './cases';

/** A batch in batch-time-class layout, blank 0. Every contender of a case gets the same bits. */
export interface Inputs {
  readonly logits: Float32Array;
  /** Labels of all samples, concatenated. */
  readonly labels: Int32Array;
  readonly labelLengths: Int32Array;
  readonly inputLengths: Int32Array;
}

const SEED = 1;
const MIN_SHARE = 0.05;
const MAX_SPARE_FRAMES = 8;

/** Standard normal logits and random labels, the same in every run. */
export function drawInputs({ batch, time, classes, labels, kind }: Case): Inputs {
  const random = randomNumbers(SEED);
  const logits = normalNumbers(batch * time * classes, random);
  const inputLengths = new Int32Array(batch).fill(time);
  const labelLengths = new Int32Array(batch).fill(labels);
  const all: number[] = [];
  for (let sample = 0; sample < batch; sample++) {
    if (kind === 'ragged' && sample > 0) {
      const share = MIN_SHARE + (1 - MIN_SHARE) * random() ** 2;
      inputLengths[sample] = Math.ceil(time * share);
      labelLengths[sample] = Math.ceil(labels * share);
    }
    if (kind === 'tight') {
      const spare = 1 + (sample % MAX_SPARE_FRAMES);
      all.push(...labelsWithRepeats(labels, time - labels - spare, classes, random));
    } else {
      for (let i = 0; i < labelLengths[sample]!; i++) all.push(randomLabel(classes, random));
    }
  }
  return { logits, labels: Int32Array.from(all), labelLengths, inputLengths };
}

/** Number of valid frames. */
export function validFramesOf({ inputLengths }: Inputs): number {
  return inputLengths.reduce((sum, frames) => sum + frames, 0);
}

function randomLabel(classes: number, random: () => number): number {
  return 1 + Math.floor(random() * (classes - 1));
}

/** Random labels, exactly `repeats` of which equal the one before. */
function labelsWithRepeats(count: number, repeats: number, classes: number, random: () => number): number[] {
  const labels = [randomLabel(classes, random)];
  for (let left = repeats; labels.length < count; ) {
    const previous = labels.at(-1)!;
    const repeat = random() * (count - labels.length) < left;
    if (repeat) left--;
    let label = previous;
    while (!repeat && label === previous) label = randomLabel(classes, random);
    labels.push(label);
  }
  return labels;
}

/** Standard normal numbers by the Box-Muller transform. */
function normalNumbers(count: number, random: () => number): Float32Array {
  const numbers = new Float32Array(count);
  for (let i = 0; i < count; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    numbers[i] = radius * Math.cos(angle);
    if (i + 1 < count) numbers[i + 1] = radius * Math.sin(angle);
  }
  return numbers;
}

/** A generator of numbers in [0, 1) from a seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
