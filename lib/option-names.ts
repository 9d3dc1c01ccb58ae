import { describeValue } from './describe-value';
import { CtcError } from './errors';

/** Options that are looked for in the wrong place; all but the first are those of a request that tensors make needless. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  signal: '; it belongs in the second argument: ctcLoss(request, { signal })',
  shape: ': a tensor has its own',
  reduction: ': take tf.mean or tf.sum of the losses',
  gradient: ': tf.grad and tf.valueAndGrad ask for it',
  lossGradient: ': multiply the losses instead, and TensorFlow.js finds it',
};

/**
 * Refuses every option that is not one of `known`.
 *
 * @param owner the argument that has the options, such as 'request'
 */
export function checkOptionNames(options: object, known: ReadonlySet<string>, owner: string): void {
  if (typeof options !== 'object' || options === null) {
    throw new CtcError('ERR_CTC_TYPE', `${owner} is ${describeValue(options)}: expected an object`, {
      argument: owner,
    });
  }
  for (const name of Object.keys(options)) {
    if (known.has(name)) continue;
    throw new CtcError('ERR_CTC_UNKNOWN_OPTION', `${name} is not an option${suggestion(name, known)}`, {
      argument: name,
    });
  }
}

function suggestion(name: string, known: ReadonlySet<string>): string {
  if (Object.hasOwn(ELSEWHERE, name)) return ELSEWHERE[name]!;
  const plain = (text: string) => text.replaceAll('_', '').toLowerCase();
  const ranked = [...known]
    .map((candidate) => ({ candidate, distance: editDistance(plain(name), plain(candidate)) }))
    .sort((one, other) => one.distance - other.distance);
  const nearest = ranked[0]!;
  if (nearest.distance <= Math.max(2, nearest.candidate.length / 3)) return `: did you mean ${nearest.candidate}?`;
  return `: the options are ${[...known].join(', ')}`;
}

function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[other.length]!;
}
