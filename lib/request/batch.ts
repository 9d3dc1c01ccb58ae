import { CtcError } from '../check/errors';
import { readBlank } from '../check/simple-options';
import type { CallBlock, CallHeader, InputKind } from '../native/call-block';
import { copyLengths } from './lengths';
import type { BatchValues } from './options';
import { checkSize, copyScores, readScores, readShape, type Scores } from './scores';

/** A batch whose scores are a Float32Array. */
export interface CheckedBatch {
  readonly scores: Scores;
  readonly dimensions: readonly [number, number, number];
  readonly header: CallHeader;
}

/** Far more than a batch has. Without a bound, samples without frames and classes could fill the memory. */
const MAX_SAMPLES = 2 ** 20;

/**
 * Checks the scores, their shape, and what depends on the shape, except the lengths.
 *
 * @param threads default number of threads
 */
export function readBatch(values: BatchValues, threads: number): CheckedBatch {
  const scores = readScores(values);
  const dimensions = readShape(values.shape, scores.name);
  checkSize(scores.array, scores.name, dimensions);
  return { scores, dimensions, header: readHeader(values, scores.kind, dimensions, threads) };
}

/** The header for scores of known kind and dimensions. */
export function readHeader(
  values: Pick<BatchValues, 'layout' | 'blank' | 'mergeRepeated' | 'threads'>,
  input: InputKind,
  dimensions: readonly [number, number, number],
  threads: number,
): CallHeader {
  const timeMajor = values.layout === 'TBC';
  const [batch, time] = timeMajor ? [dimensions[1], dimensions[0]] : [dimensions[0], dimensions[1]];
  const classes = dimensions[2];
  if (batch > MAX_SAMPLES) {
    throw new CtcError(
      'ERR_CTC_RANGE',
      `shape[${timeMajor ? 1 : 0}] is ${batch}: expected at most ${MAX_SAMPLES} samples`,
      {
        argument: 'shape',
      },
    );
  }
  return {
    batch,
    time,
    classes,
    timeMajor,
    blank: readBlank(values.blank, classes),
    input,
    options: { ...values, threads: values.threads ?? threads },
  };
}

/** A checked copy of the input lengths; undefined if they were not given. */
export function copyInputLengths(inputLengths: unknown, header: CallHeader): number[] | undefined {
  const { batch, time, classes, timeMajor } = header;
  if (inputLengths === undefined) return undefined;
  return copyLengths(inputLengths, {
    argument: 'inputLengths',
    batch,
    time,
    timeMajor,
    most: time,
    expected: `a number of frames from 0 to ${time}`,
    hint: (length) =>
      length === classes ? `; ${classes} is the number of classes, expected the frames of this sample` : '',
  });
}

/** @param lengths undefined: all frames are valid */
export function setInputLengths(block: CallBlock, lengths: readonly number[] | undefined): void {
  const { words, inputLengthsAt, batch, time } = block;
  if (lengths === undefined) words.fill(time, inputLengthsAt, inputLengthsAt + batch);
  else words.set(lengths, inputLengthsAt);
}

/**
 * The scores, checked again: while other options were read, the caller's code (getters, proxies) may have resized or
 * transferred them.
 */
export function takeScores({ scores, dimensions }: CheckedBatch, asCopy: boolean): Float32Array {
  const array = asCopy ? copyScores(scores) : scores.array;
  checkSize(array, scores.name, dimensions, scores.array);
  return array;
}
