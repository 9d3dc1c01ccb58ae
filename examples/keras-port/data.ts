import * as tf from '@tensorflow/tfjs-node';
import { uniformFloat32 } from 'pure-rand/distribution/uniformFloat32';
import { mersenne } from 'pure-rand/generator/mersenne';

export const FRAMES = 20;
export const FEATURES = 10;
/** Four labels and the blank, the last class as in Keras. */
export const CLASSES = 5;
export const MAX_LABELS = 6;

const LABELS = CLASSES - 1;
const NOISE = 0.5;
const PATTERN_SEED = 0;

/** Padding after the labels of a row. */
const PADDING = 0;

/** Label sequences and the frames that show them. */
export interface Dataset {
  /** `[samples, FRAMES, FEATURES]`. */
  readonly frames: Float32Array;
  readonly labels: readonly (readonly number[])[];
  /** Frames of each sample that show its labels. Frames of other labels follow. */
  readonly inputLengths: readonly number[];
}

/**
 * Each label is a pattern of one or two frames, with noise over everything. A frame of noise separates equal labels, and
 * some of the others. The same seed gives the same data set.
 */
export function makeDataset(samples: number, seed: number): Dataset {
  const random = seededRandom(seed);
  const frames = new Float32Array(samples * FRAMES * FEATURES);
  const labels: number[][] = [];
  const inputLengths: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    const sampleLabels = randomLabels(random);
    const shown = showLabels(sampleLabels, random);
    labels.push(sampleLabels);
    inputLengths.push(shown.length);
    // Not silence: a model that reads beyond a sample's length reads labels of another.
    while (shown.length < FRAMES) shown.push(...showLabels(randomLabels(random), random));
    shown.slice(0, FRAMES).forEach((label, frame) => {
      for (let feature = 0; feature < FEATURES; feature++) {
        const pattern = label === undefined ? 0 : PATTERNS[label * FEATURES + feature]!;
        frames[(sample * FRAMES + frame) * FEATURES + feature] = pattern + NOISE * (2 * random() - 1);
      }
    });
  }
  return { frames, labels, inputLengths };
}

/** The inputs of the training model: frames, yTrue, inputLength, labelLength. */
export function toInputs({ frames, labels, inputLengths }: Dataset): tf.Tensor[] {
  const samples = labels.length;
  const padded = labels.map((row) => [...row, ...new Array<number>(MAX_LABELS - row.length).fill(PADDING)]);
  return [
    tf.tensor3d(frames, [samples, FRAMES, FEATURES]),
    tf.tensor2d(padded, [samples, MAX_LABELS]),
    tf.tensor2d([...inputLengths], [samples, 1]),
    tf.tensor2d(
      labels.map(({ length }) => length),
      [samples, 1],
    ),
  ];
}

/** Uniform in [0, 1). */
function seededRandom(seed: number): () => number {
  const generator = mersenne(seed);
  return () => uniformFloat32(generator);
}

const PATTERNS = makePatterns(seededRandom(PATTERN_SEED));

/** `[LABELS, FEATURES]`, uniform in [-1, 1). */
function makePatterns(random: () => number): Float32Array {
  return Float32Array.from({ length: LABELS * FEATURES }, () => 2 * random() - 1);
}

/** 1 to MAX_LABELS labels; about two of five equal the one before. */
function randomLabels(random: () => number): number[] {
  const labels: number[] = [];
  const length = 1 + Math.floor(MAX_LABELS * random());
  while (labels.length < length) {
    const isRepeat = labels.length > 0 && random() < 0.2;
    labels.push(isRepeat ? labels.at(-1)! : Math.floor(LABELS * random()));
  }
  return labels;
}

/** The label of each frame, or undefined; at most 3 frames per label. */
function showLabels(labels: readonly number[], random: () => number): (number | undefined)[] {
  return labels.flatMap((label, position) => {
    const frames = random() < 0.5 ? [label] : [label, label];
    return label === labels[position + 1] || random() < 0.5 ? [...frames, undefined] : frames;
  });
}
