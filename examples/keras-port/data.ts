import * as tf from '@tensorflow/tfjs-node';

export const FRAMES = 20;
export const FEATURES = 10;
/** Four labels and the blank, which is the last class, as in Keras. */
export const CLASSES = 5;
export const MOST_LABELS = 6;

const LABELS = CLASSES - 1;
const NOISE = 0.5;

/** What stands behind the labels of a row; nothing reads it. */
const FILLER = 0;

/** Texts, and the frames that show them. */
export interface Dataset {
  /** [samples][FRAMES][FEATURES], flat. */
  readonly frames: Float32Array;
  readonly labels: readonly (readonly number[])[];
  /** How many frames of each sample show its text. What follows are frames of some other text. */
  readonly inputLengths: readonly number[];
}

/**
 * Each label is a pattern that lasts one or two frames, with noise over everything. Between equal labels there is a frame
 * of nothing but noise, between others there may be. The same seed gives the same data set.
 */
export function makeDataset(samples: number, seed: number): Dataset {
  const random = seededRandom(seed);
  const frames = new Float32Array(samples * FRAMES * FEATURES);
  const labels: number[][] = [];
  const inputLengths: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    const text = randomText(random);
    const shown = showText(text, random);
    labels.push(text);
    inputLengths.push(shown.length);
    // What follows is no silence: whoever reads beyond a sample's length reads labels that are not its own.
    while (shown.length < FRAMES) shown.push(...showText(randomText(random), random));
    shown.slice(0, FRAMES).forEach((label, frame) => {
      for (let feature = 0; feature < FEATURES; feature++) {
        const pattern = label === undefined ? 0 : PATTERNS[label * FEATURES + feature]!;
        frames[(sample * FRAMES + frame) * FEATURES + feature] = pattern + NOISE * (2 * random() - 1);
      }
    });
  }
  return { frames, labels, inputLengths };
}

/** The inputs of the model that is trained, in order: frames, yTrue, inputLength, labelLength. */
export function toInputs({ frames, labels, inputLengths }: Dataset): tf.Tensor[] {
  const samples = labels.length;
  const padded = labels.map((text) => [...text, ...new Array<number>(MOST_LABELS - text.length).fill(FILLER)]);
  return [
    tf.tensor3d(frames, [samples, FRAMES, FEATURES]),
    tf.tensor2d(padded, [samples, MOST_LABELS]),
    tf.tensor2d([...inputLengths], [samples, 1]),
    tf.tensor2d(
      labels.map((text) => text.length),
      [samples, 1],
    ),
  ];
}

/** Uniform in [0, 1), a supply for about two samples at a time. */
function seededRandom(seed: number): () => number {
  const supply = 2 * FRAMES * FEATURES;
  let numbers: ArrayLike<number> = [];
  let next = 0;
  let drawn = 0;
  return () => {
    if (next === numbers.length) {
      numbers = tf.tidy(() => tf.randomUniform([supply], 0, 1, 'float32', `${seed}, ${drawn++}`).dataSync());
      next = 0;
    }
    return numbers[next++]!;
  };
}

const PATTERNS = tf.tidy(() => tf.randomUniform([LABELS, FEATURES], -1, 1, 'float32', 'patterns').dataSync());

/** 1 to MOST_LABELS labels, every third or so the same as the one before. */
function randomText(random: () => number): number[] {
  const text: number[] = [];
  const length = 1 + Math.floor(MOST_LABELS * random());
  while (text.length < length) {
    const isRepeat = text.length > 0 && random() < 0.2;
    text.push(isRepeat ? text.at(-1)! : Math.floor(LABELS * random()));
  }
  return text;
}

/** The label of each frame, undefined where there is none: at most 3 frames a label. */
function showText(text: readonly number[], random: () => number): (number | undefined)[] {
  return text.flatMap((label, position) => {
    const lasts = random() < 0.5 ? [label] : [label, label];
    return label === text[position + 1] || random() < 0.5 ? [...lasts, undefined] : lasts;
  });
}
