import { types } from 'node:util';
import { allocate } from '../check/allocate';
import { CtcError } from '../check/errors';
import { wrongType } from '../check/wrong-value';
import { runLater, runNow } from '../native/call';
import { setCancelled } from '../native/cancel-word';
import { positionsOf } from '../native/layout';
import { loadNative } from '../native/load';
import { type CtcCallOptions, readCallOptions } from '../request/call-options';
import { countOf } from '../request/lengths';

/**
 * A sequence to compare element by element: labels, or words as strings. The elements of a string are its characters
 * (Unicode code points).
 */
export type LabelSequence = Int32Array | readonly number[] | readonly string[] | string;

/** The edits that turn the reference into the hypothesis. */
export interface EditDistance {
  /** Minimum number of edits: substitutions + insertions + deletions. */
  readonly distance: number;
  readonly substitutions: number;
  /** Elements that only the hypothesis has. */
  readonly insertions: number;
  /** Elements that only the reference has. */
  readonly deletions: number;
}

/**
 * The edit distance (Levenshtein, 1966) of a hypothesis from its reference, and the number of edits of each kind. Of several
 * minimal ways it counts the one with the most substitutions. Numbers are compared with `===`.
 *
 * @throws {CtcError} if an argument is not a sequence of numbers or strings
 *
 * @example
 * editDistance('kitten', 'sitting'); // { distance: 3, substitutions: 2, insertions: 1, deletions: 0 }
 */
export function editDistance(reference: LabelSequence, hypothesis: LabelSequence): EditDistance {
  return compareNow(pairOf(reference, hypothesis))[0]!;
}

/** {@link editDistance} off the event loop, for long sequences; stops soon after its signal is aborted. */
export async function editDistanceAsync(
  reference: LabelSequence,
  hypothesis: LabelSequence,
  options: CtcCallOptions = {},
): Promise<EditDistance> {
  const signal = readCallOptions(options);
  return (await compareLater(pairOf(reference, hypothesis), signal))[0]!;
}

/**
 * The error rate over many pairs: the sum of their edit distances, divided by the number of elements in all references, or
 * by 1 if there are none. For words it is the word error rate, for characters or labels the character or label error rate.
 * It exceeds 1 if the hypotheses are much too long.
 *
 * @param hypotheses one for each reference
 * @throws {CtcError} if the arguments are not two equally long arrays of sequences
 *
 * @example
 * errorRate(['the cat sat'.split(' ')], ['the cat sad'.split(' ')]); // 1/3
 */
export function errorRate(references: readonly LabelSequence[], hypotheses: readonly LabelSequence[]): number {
  const pairs = readPairs(references, hypotheses);
  return rateOf(pairs, compareNow(pairs));
}

/** {@link errorRate} off the event loop. */
export async function errorRateAsync(
  references: readonly LabelSequence[],
  hypotheses: readonly LabelSequence[],
  options: CtcCallOptions = {},
): Promise<number> {
  const signal = readCallOptions(options);
  const pairs = readPairs(references, hypotheses);
  return rateOf(pairs, await compareLater(pairs, signal));
}

/** The native side counts them in 32 bits. */
const MAX_ELEMENTS = 2 ** 31 - 1;

interface Pairs {
  readonly references: readonly Int32Array[];
  readonly hypotheses: readonly Int32Array[];
}

function pairOf(reference: unknown, hypothesis: unknown): Pairs {
  const numbers = new Numbering();
  return {
    references: [numbers.of(reference, 'reference', 'reference')],
    hypotheses: [numbers.of(hypothesis, 'hypothesis', 'hypothesis')],
  };
}

function readPairs(references: unknown, hypotheses: unknown): Pairs {
  const numbers = new Numbering();
  const read = (sequences: unknown, argument: string) => {
    if (!Array.isArray(sequences)) {
      throw wrongType(sequences, argument, 'an array of sequences, each of numbers or strings');
    }
    const count = countOf(sequences, argument);
    const read: Int32Array[] = [];
    for (let i = 0; i < count; i++) read.push(numbers.of(sequences[i], `${argument}[${i}]`, argument, i));
    return read;
  };
  const pairs = { references: read(references, 'references'), hypotheses: read(hypotheses, 'hypotheses') };
  if (pairs.references.length !== pairs.hypotheses.length) {
    throw new CtcError(
      'ERR_CTC_SIZE',
      `hypotheses has ${pairs.hypotheses.length} sequences: expected ${pairs.references.length}, one for each of references`,
      { argument: 'hypotheses' },
    );
  }
  return pairs;
}

/** Assigns a number to each distinct element, so that native code can compare sequences of numbers. */
class Numbering {
  readonly #numbers = new Map<unknown, number>();

  of(sequence: unknown, where: string, argument: string, sample?: number): Int32Array {
    const details = sample === undefined ? { argument } : { argument, sample };
    const isText = typeof sequence === 'string';
    if (!isText && !Array.isArray(sequence) && !types.isInt32Array(sequence)) {
      throw wrongType(sequence, where, 'an Int32Array, an array of numbers or of strings, or a string', sample);
    }
    const elements: ArrayLike<unknown> = isText ? [...sequence] : sequence;
    const count = isText ? elements.length : countOf(sequence, where);
    if (count > MAX_ELEMENTS) {
      throw new CtcError('ERR_CTC_RANGE', `${where} has ${count} elements: expected at most ${MAX_ELEMENTS}`, details);
    }
    const numbers = allocate(() => new Int32Array(count), `a copy of ${where}`);
    for (let i = 0; i < count; i++) {
      const element = elements[i];
      if (typeof element !== 'string' && (typeof element !== 'number' || Number.isNaN(element))) {
        throw wrongType(element, `${where}[${i}]`, 'a number or a string', sample);
      }
      let number = this.#numbers.get(element);
      if (number === undefined) {
        number = this.#numbers.size;
        this.#numbers.set(element, number);
      }
      numbers[i] = number;
    }
    return numbers;
  }
}

/** The header of the block that native/binding/edit_distance_call.h describes; a test compares the two. */
export const EDIT_DISTANCE_HEADER = ['count', 'threads', 'cancelled'] as const;
const HEADER_SIZE = EDIT_DISTANCE_HEADER.length;
const WORD = positionsOf(EDIT_DISTANCE_HEADER);
/** Numbers in the result of each pair: substitutions, insertions, deletions. */
const EDITS = 3;

function newBlock({ references, hypotheses }: Pairs, threads: number): Int32Array {
  const count = references.length;
  const size = (sequences: Pairs['references']) => sequences.reduce((sum, { length }) => sum + length, 0);
  const words = allocate(
    () => new Int32Array(HEADER_SIZE + (2 + EDITS) * count + size(references) + size(hypotheses)),
    'the sequences',
  );
  words[WORD.count] = count;
  words[WORD.threads] = threads;
  let at = HEADER_SIZE;
  for (const { length } of references) words[at++] = length;
  for (const { length } of hypotheses) words[at++] = length;
  at += EDITS * count;
  for (const sequence of [...references, ...hypotheses]) {
    words.set(sequence, at);
    at += sequence.length;
  }
  return words;
}

function editsIn(words: Int32Array): EditDistance[] {
  const count = words[WORD.count]!;
  return Array.from({ length: count }, (_, pair) => {
    const at = HEADER_SIZE + 2 * count + EDITS * pair;
    const [substitutions, insertions, deletions] = [words[at]!, words[at + 1]!, words[at + 2]!];
    return { distance: substitutions + insertions + deletions, substitutions, insertions, deletions };
  });
}

function compareNow(pairs: Pairs): EditDistance[] {
  const { addon, threads } = loadNative();
  const words = newBlock(pairs, threads);
  runNow(() => addon.editDistancesSync(words));
  return editsIn(words);
}

async function compareLater(pairs: Pairs, signal: AbortSignal | undefined): Promise<EditDistance[]> {
  const { addon, threads } = loadNative();
  const words = newBlock(pairs, threads);
  await runLater({
    start: () => addon.editDistances(words),
    cancel: () => setCancelled(words, WORD.cancelled),
    signal,
  });
  return editsIn(words);
}

function rateOf({ references }: Pairs, edits: readonly EditDistance[]): number {
  const elements = references.reduce((sum, { length }) => sum + length, 0);
  const distance = edits.reduce((sum, each) => sum + each.distance, 0);
  return distance / Math.max(elements, 1);
}
