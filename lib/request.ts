import { types } from 'node:util';
import { CallBlock } from './call-block';
import { describeValue } from './describe-value';
import { CtcError } from './errors';
import { copyLabels, readLabelRows } from './labels';
import { copyLengths } from './lengths';
import { checkOptionNames } from './option-names';
import { isDetached, lengthOf, shareMemory } from './typed-arrays';

/**
 * A batch of scores with the labels that they should spell.
 *
 * Arrays may be views into larger buffers, be backed by a SharedArrayBuffer, or come from another realm.
 */
export interface CtcRequest {
  /** Unnormalised scores, batch x time x classes of them; the loss takes their log-softmax itself. */
  readonly logits: Float32Array;
  /** The dimensions of `logits` as they lie in memory, in the order that `layout` names. */
  readonly shape: readonly [number, number, number];
  /** Order of the dimensions: batch-time-class (the default) or time-batch-class. */
  readonly layout?: 'BTC' | 'TBC' | undefined;
  /**
   * Class numbers, without blanks: one array for each sample, or flat with `labelLengths`. Flat labels are either
   * padded, the same number of elements for each sample, or concatenated, as many as `labelLengths` add up to.
   * What lies beyond a sample's length is never read.
   */
  readonly labels: Int32Array | readonly number[] | readonly (Int32Array | readonly number[])[];
  /** How many labels each sample has, [batch]. Needed for flat labels; default: the length of each sample's array. */
  readonly labelLengths?: Int32Array | readonly number[] | undefined;
  /** How many frames of each sample are not padding, [batch]. Default: all. */
  readonly inputLengths?: Int32Array | readonly number[] | undefined;
  /** The class of the blank, default 0; a negative number counts from the end: -1 is the last class. */
  readonly blank?: number | undefined;
  /**
   * What an infeasible sample's loss is, one whose frames cannot hold its labels: 'inf', the default, or 'zero'. In both
   * modes its gradient is 0 and its status 1.
   */
  readonly infeasible?: 'inf' | 'zero' | undefined;
  /** true, the default: a new array; false: the losses only, which is cheaper; an array like `logits`: written in place. */
  readonly gradient?: boolean | Float32Array | undefined;
  /** How many threads may work on the batch, 1 to 1024. Default: as many as there are processors. */
  readonly threads?: number | undefined;
  /** The losses come out one for each sample. */
  readonly reduction?: 'none' | undefined;
}

/** A request read once and found right. No label or length of the caller's is needed any more. */
export interface CheckedRequest {
  readonly block: CallBlock;
  readonly scores: Float32Array;
  /** The caller's array for the gradient, or whether a new one is wanted. */
  readonly gradient: Float32Array | boolean;
}

const OPTIONS: ReadonlySet<string> = new Set([
  'logits',
  'shape',
  'layout',
  'labels',
  'labelLengths',
  'inputLengths',
  'blank',
  'infeasible',
  'gradient',
  'threads',
  'reduction',
]);
const MOST_THREADS = 1024;
/** The native side counts each dimension in 32 bits. */
const LONGEST_DIMENSION = 2 ** 31 - 1;

/**
 * Reads every option once, checks it, and copies labels and lengths. The caller's code may run meanwhile (getters,
 * proxies), so the arrays that stay the caller's are measured again at the end.
 *
 * @param defaultThreads threads of a request that does not say
 * @param ownScores whether to copy the scores, too
 * @throws {CtcError}
 */
export function readRequest(request: CtcRequest, defaultThreads: number, ownScores: boolean): CheckedRequest {
  checkOptionNames(request, OPTIONS, 'request');
  const { logits, shape, layout, labels, labelLengths, inputLengths, blank, infeasible, gradient, threads, reduction } =
    request;

  checkFloat32Array(logits, 'logits', 'unnormalised scores');
  const dimensions = readShape(shape);
  checkSize(logits, 'logits', dimensions, logits);
  const timeMajor = oneOf(layout, 'layout', ['BTC', 'TBC']) === 'TBC';
  const [batch, time] = timeMajor ? [dimensions[1], dimensions[0]] : [dimensions[0], dimensions[1]];
  const classes = dimensions[2];
  const blankClass = readBlank(blank, classes);
  const zeroInfeasible = oneOf(infeasible, 'infeasible', ['inf', 'zero'], ['skip', 'throw']) === 'zero';
  oneOf(reduction, 'reduction', ['none'], ['sum', 'batchMean', 'labelMean', 'volumeMean']);
  const wantedGradient = readGradient(gradient);
  const threadCount = readThreads(threads, defaultThreads);

  const rows = readLabelRows(labels, labelLengths, batch);
  const frames = inputLengths === undefined ? undefined : copyInputLengths(inputLengths, batch, time, classes);
  const block = allocate(
    () =>
      new CallBlock({
        batch,
        time,
        classes,
        timeMajor,
        blank: blankClass,
        zeroInfeasible,
        threads: threadCount,
        labelsSize: rows.total,
      }),
    'the labels',
  );
  block.words.set(rows.lengths, block.labelLengthsAt);
  if (frames === undefined) block.words.fill(time, block.inputLengthsAt, block.labelsAt);
  else block.words.set(frames, block.inputLengthsAt);
  copyLabels(rows, block.words, block.labelsAt, classes, blankClass);

  // Once more: the caller's code, if there was any, may have resized or transferred what was measured before.
  const scores = ownScores ? copyScores(logits) : logits;
  checkSize(scores, 'logits', dimensions, logits);
  if (typeof wantedGradient === 'object') {
    checkSize(wantedGradient, 'gradient', dimensions, wantedGradient);
    if (shareMemory(wantedGradient, logits)) {
      throw new CtcError('ERR_CTC_OVERLAP', 'gradient shares memory with logits: expected an array of its own', {
        argument: 'gradient',
      });
    }
  }
  return { block, scores, gradient: wantedGradient };
}

/** Memory for results, or an error that can be handled. */
export function allocate<T>(create: () => T, purpose: string): T {
  try {
    return create();
  } catch (cause) {
    throw new CtcError('ERR_CTC_OUT_OF_MEMORY', `there is no memory for ${purpose}`, { cause });
  }
}

function checkFloat32Array(value: unknown, argument: string, meaning: string): asserts value is Float32Array {
  if (types.isFloat32Array(value)) return;
  const [code, came] =
    value === undefined ? (['ERR_CTC_MISSING', 'missing'] as const) : (['ERR_CTC_TYPE', describeValue(value)] as const);
  throw new CtcError(code, `${argument} is ${came}: expected a Float32Array of ${meaning}`, { argument });
}

function readShape(shape: unknown): [number, number, number] {
  if (shape === undefined) {
    throw new CtcError('ERR_CTC_MISSING', 'shape is missing: expected the three dimensions of logits', {
      argument: 'shape',
    });
  }
  if (!Array.isArray(shape) || shape.length !== 3) {
    throw new CtcError(
      'ERR_CTC_TYPE',
      `shape is ${describeValue(shape)}: expected an array of the three dimensions of logits`,
      {
        argument: 'shape',
      },
    );
  }
  const dimensions: [number, number, number] = [shape[0], shape[1], shape[2]];
  for (const [axis, size] of dimensions.entries()) {
    if (!Number.isInteger(size) || size < 0 || size > LONGEST_DIMENSION) {
      throw new CtcError(
        typeof size === 'number' ? 'ERR_CTC_RANGE' : 'ERR_CTC_TYPE',
        `shape[${axis}] is ${describeValue(size)}: expected a whole number from 0 to ${LONGEST_DIMENSION}`,
        { argument: 'shape' },
      );
    }
  }
  if (dimensions[2] === 0) {
    throw new CtcError('ERR_CTC_RANGE', 'shape[2] is 0: expected at least one class, the blank', { argument: 'shape' });
  }
  const elements = dimensions[0] * dimensions[1] * dimensions[2];
  if (!Number.isSafeInteger(elements)) {
    throw new CtcError('ERR_CTC_RANGE', `shape [${dimensions.join(', ')}] has more elements than can be counted`, {
      argument: 'shape',
    });
  }
  return dimensions;
}

/** The option's value, or the first of `values` when it was not given. */
function oneOf(value: unknown, argument: string, values: readonly string[], notYet: readonly string[] = []): string {
  if (value === undefined) return values[0]!;
  if (typeof value === 'string' && values.includes(value)) return value;
  const offered = values.map((name) => `'${name}'`).join(' or ');
  if (typeof value === 'string' && notYet.includes(value)) {
    throw new CtcError(
      'ERR_CTC_UNSUPPORTED',
      `${argument} '${value}' is not supported in this version: expected ${offered}`,
      {
        argument,
      },
    );
  }
  throw new CtcError(
    typeof value === 'string' ? 'ERR_CTC_RANGE' : 'ERR_CTC_TYPE',
    `${argument} is ${describeValue(value)}: expected ${offered}`,
    { argument },
  );
}

function readBlank(blank: unknown, classes: number): number {
  if (blank === undefined) return 0;
  if (!Number.isInteger(blank) || (blank as number) < -classes || (blank as number) >= classes) {
    throw new CtcError(
      typeof blank === 'number' ? 'ERR_CTC_RANGE' : 'ERR_CTC_TYPE',
      `blank is ${describeValue(blank)}: expected a class from 0 to ${classes - 1}, or -1 for the last down to -${classes}`,
      { argument: 'blank' },
    );
  }
  return (blank as number) < 0 ? (blank as number) + classes : (blank as number);
}

function readGradient(gradient: unknown): Float32Array | boolean {
  if (gradient === undefined) return true;
  if (typeof gradient === 'boolean' || types.isFloat32Array(gradient)) return gradient;
  throw new CtcError(
    'ERR_CTC_TYPE',
    `gradient is ${describeValue(gradient)}: expected true, false, or a Float32Array to write it to`,
    { argument: 'gradient' },
  );
}

function readThreads(threads: unknown, defaultThreads: number): number {
  if (threads === undefined) return defaultThreads;
  if (!Number.isInteger(threads) || (threads as number) < 1 || (threads as number) > MOST_THREADS) {
    throw new CtcError(
      typeof threads === 'number' ? 'ERR_CTC_RANGE' : 'ERR_CTC_TYPE',
      `threads is ${describeValue(threads)}: expected a whole number from 1 to ${MOST_THREADS}`,
      { argument: 'threads' },
    );
  }
  return threads as number;
}

function copyInputLengths(inputLengths: unknown, batch: number, time: number, classes: number): number[] {
  return copyLengths(inputLengths, {
    argument: 'inputLengths',
    batch,
    most: time,
    expected: `a number of frames from 0 to ${time}`,
    hint: (length) =>
      length === classes ? `; ${classes} is the number of classes, the frames of this sample were expected` : '',
  });
}

function copyScores(logits: Float32Array): Float32Array {
  // Nothing to copy, and a detached array could not be.
  if (lengthOf(logits) === 0) return logits;
  return allocate(() => new Float32Array(logits), 'a copy of logits');
}

/** @param owner the caller's array, of which `array` may be a copy */
function checkSize(array: Float32Array, argument: string, shape: readonly number[], owner: Float32Array): void {
  const expected = shape[0]! * shape[1]! * shape[2]!;
  const size = lengthOf(array);
  if (size === expected) return;
  if (isDetached(owner)) {
    throw new CtcError('ERR_CTC_DETACHED', `${argument} is detached: its memory was transferred elsewhere`, {
      argument,
    });
  }
  throw new CtcError('ERR_CTC_SIZE', `${argument} has ${size} elements: shape [${shape.join(', ')}] has ${expected}`, {
    argument,
  });
}
