import { types } from 'node:util';
import { CtcError } from '../check/errors';
import { checkAttached, lengthOf } from '../check/typed-arrays';
import { wrongNumber, wrongType } from '../check/wrong-value';
import { InputKind } from '../native/call-block';
import { newFloats } from '../native/new-floats';

/** The scores of a batch. `name` is the option that holds them, which says what they are. */
export interface Scores {
  readonly name: 'logits' | 'logProbs' | 'probs';
  readonly kind: InputKind;
  readonly array: Float32Array;
}

const MEANINGS = {
  logits: 'unnormalised scores',
  logProbs: 'log-probabilities',
  probs: 'probabilities',
} as const;
const NAMES = ['logits', 'logProbs', 'probs'] as const;
/** The same for native code. */
export const KINDS = { logits: InputKind.Logits, logProbs: InputKind.LogProbs, probs: InputKind.Probs } as const;
const ALL = 'logits (unnormalised scores), logProbs (log-probabilities) or probs (probabilities, as a softmax gives)';

/** Native code counts each dimension in 32 bits. */
const MAX_DIMENSION = 2 ** 31 - 1;

/**
 * Checks that exactly one of the three is given.
 *
 * @param kind what is expected, for the message: 'a Float32Array'
 */
export function chooseScores(
  options: { readonly [name in Scores['name']]?: unknown },
  kind: string,
): { readonly name: Scores['name']; readonly value: unknown } {
  const { logits, logProbs, probs } = options;
  const name = logits !== undefined ? 'logits' : logProbs !== undefined ? 'logProbs' : 'probs';
  if ((name !== 'logProbs' && logProbs !== undefined) || (name !== 'probs' && probs !== undefined)) {
    const given = NAMES.filter((each) => options[each] !== undefined);
    throw new CtcError('ERR_CTC_CONFLICT', `${given.join(' and ')} are given: expected only one of ${ALL}`, {
      argument: given[1]!,
    });
  }
  const value = options[name];
  if (value === undefined) {
    throw new CtcError('ERR_CTC_MISSING', `scores are missing: expected ${kind} as one of ${ALL}`, {
      argument: 'logits',
    });
  }
  return { name, value };
}

export function readScores(options: { readonly [name in Scores['name']]?: unknown }): Scores {
  const { name, value: array } = chooseScores(options, 'a Float32Array');
  if (!types.isFloat32Array(array)) {
    throw wrongType(array, name, `a Float32Array of ${MEANINGS[name]}${conversionOf(name, array)}`);
  }
  return { name, kind: KINDS[name], array };
}

function conversionOf(name: string, value: unknown): string {
  if (types.isFloat64Array(value)) return `: Float32Array.from(${name})`;
  if (Array.isArray(value))
    return Array.isArray(value[0]) ? `: Float32Array.from(${name}.flat(2))` : `: Float32Array.from(${name})`;
  return '';
}

export function readShape(shape: unknown, scores: string): [number, number, number] {
  if (shape === undefined) {
    throw new CtcError('ERR_CTC_MISSING', `shape is missing: expected the three dimensions of ${scores}`, {
      argument: 'shape',
    });
  }
  if (!Array.isArray(shape) || shape.length !== 3) {
    throw wrongType(shape, 'shape', `an array of the three dimensions of ${scores}`);
  }
  const dimensions: [number, number, number] = [shape[0], shape[1], shape[2]];
  for (const [axis, size] of dimensions.entries()) {
    if (Number.isInteger(size) && size >= 0 && size <= MAX_DIMENSION) continue;
    throw wrongNumber(size, `shape[${axis}]`, `a whole number from 0 to ${MAX_DIMENSION}`);
  }
  if (dimensions[2] === 0) {
    throw new CtcError('ERR_CTC_RANGE', 'shape[2] is 0: expected at least one class, the blank', { argument: 'shape' });
  }
  if (!Number.isSafeInteger(dimensions[0] * dimensions[1] * dimensions[2])) {
    throw new CtcError('ERR_CTC_RANGE', `shape [${dimensions.join(', ')}] has too many elements`, {
      argument: 'shape',
    });
  }
  return dimensions;
}

/** @param owner the caller's array, if `array` is a copy of it */
export function checkSize(array: Float32Array, argument: string, shape: readonly number[], owner = array): void {
  const expected = shape[0]! * shape[1]! * shape[2]!;
  const size = lengthOf(array);
  if (size === expected) return;
  checkAttached(owner, argument);
  throw new CtcError('ERR_CTC_SIZE', `${argument} has ${size} elements: shape [${shape.join(', ')}] has ${expected}`, {
    argument,
  });
}

export function copyScores({ name, array }: Scores): Float32Array {
  const length = lengthOf(array);
  // Copying a detached array would throw.
  if (length === 0) return array;
  const copy = newFloats(length, `a copy of ${name}`);
  copy.set(array);
  return copy;
}
