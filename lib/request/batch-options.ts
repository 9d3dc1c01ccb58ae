import { CtcError } from '../check/errors';
import { readBlank, readFlag, readName, readThreads } from '../check/simple-options';
import type { CallBlock, CallHeader, InputKind } from '../native/call-block';
import { copyLengths } from './lengths';
import { checkSize, copyScores, readScores, readShape, type ScoreOptions, type Scores } from './scores';

/**
 * The scores of a batch, and how they are to be understood. Exactly one of `logits`, `logProbs` and `probs` is given.
 *
 * Arrays may be views into larger buffers, be backed by a SharedArrayBuffer, or come from another realm.
 */
export interface BatchOptions extends ScoreOptions {
  /** The dimensions of the scores as they lie in memory, in the order that `layout` names. */
  readonly shape: readonly [number, number, number];
  /** Order of the dimensions: batch-time-class (the default) or time-batch-class. */
  readonly layout?: 'BTC' | 'TBC' | undefined;
  /** How many frames of each sample are not padding, [batch]. Default: all. */
  readonly inputLengths?: Int32Array | readonly number[] | undefined;
  /** The class of the blank, default 0; a negative number counts from the end: -1 is the last class. */
  readonly blank?: number | undefined;
  /**
   * Whether one class in successive frames is one label, as it is in CTC: true, the default. With false each such frame
   * is a label of its own, and equal labels need no blank between (TensorFlow's `ctc_merge_repeated=False`).
   */
  readonly mergeRepeated?: boolean | undefined;
  /** How many threads may work on the batch, 1 to 1024. Default: as many as there are processors. */
  readonly threads?: number | undefined;
}

/** The names of {@link BatchOptions}. */
export const BATCH_OPTIONS = [
  'logits',
  'logProbs',
  'probs',
  'shape',
  'layout',
  'inputLengths',
  'blank',
  'mergeRepeated',
  'threads',
] as const satisfies (keyof BatchOptions)[];

/** A batch whose scores are an array. */
export interface CheckedBatch {
  readonly given: Scores;
  readonly dimensions: readonly [number, number, number];
  readonly header: CallHeader;
}

/** Far more than a batch has: what is kept of each sample would else fill the memory where each is nothing. */
const MOST_SAMPLES = 2 ** 20;

const LAYOUTS = ['BTC', 'TBC'] as const;

/**
 * Checks all of the options but the input lengths, which {@link copyInputLengths} does.
 *
 * @param options values read once
 * @param threads how many are meant where the options do not say
 */
export function readBatchOptions(options: Record<keyof BatchOptions, unknown>, threads: number): CheckedBatch {
  const given = readScores(options);
  const dimensions = readShape(options.shape, given.name);
  checkSize(given.array, given.name, dimensions);
  return { given, dimensions, header: readHeader(options, given.kind, dimensions, threads) };
}

/** Of scores that are known already: all but the input lengths. */
export function readHeader(
  options: Record<'layout' | 'blank' | 'mergeRepeated' | 'threads', unknown>,
  input: InputKind,
  dimensions: readonly [number, number, number],
  threads: number,
): CallHeader {
  const timeMajor = readName(options.layout, 'layout', LAYOUTS) === 'TBC';
  const [batch, time] = timeMajor ? [dimensions[1], dimensions[0]] : [dimensions[0], dimensions[1]];
  const classes = dimensions[2];
  if (batch > MOST_SAMPLES) {
    throw new CtcError(
      'ERR_CTC_RANGE',
      `shape[${timeMajor ? 1 : 0}] is ${batch}: expected at most ${MOST_SAMPLES} samples`,
      { argument: 'shape' },
    );
  }
  return {
    batch,
    time,
    classes,
    timeMajor,
    blank: readBlank(options.blank, classes),
    input,
    mergeRepeated: readFlag(options.mergeRepeated, 'mergeRepeated', true),
    threads: readThreads(options.threads, threads),
  };
}

/** A checked copy of the input lengths, if there are any. */
export function copyInputLengths(inputLengths: unknown, { batch, time, classes }: CallHeader): number[] | undefined {
  if (inputLengths === undefined) return undefined;
  return copyLengths(inputLengths, {
    argument: 'inputLengths',
    batch,
    most: time,
    expected: `a number of frames from 0 to ${time}`,
    hint: (length) =>
      length === classes ? `; ${classes} is the number of classes, the frames of this sample were expected` : '',
  });
}

/** Without lengths all frames count. */
export function setInputLengths(block: CallBlock, lengths: readonly number[] | undefined): void {
  const { words, inputLengthsAt, batch, time } = block;
  if (lengths === undefined) words.fill(time, inputLengthsAt, inputLengthsAt + batch);
  else words.set(lengths, inputLengthsAt);
}

/**
 * The scores, measured once more after everything else was read: the caller's code, if there was any, may have resized or
 * transferred what was measured before.
 */
export function takeScores({ given, dimensions }: CheckedBatch, asCopy: boolean): Float32Array {
  const scores = asCopy ? copyScores(given) : given.array;
  checkSize(scores, given.name, dimensions, given.array);
  return scores;
}
