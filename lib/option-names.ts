import { describeValue } from './describe-value';
import { CtcError } from './errors';

/** Names that a later version will understand. To ignore one would compute something else than was asked for. */
const NOT_YET: ReadonlySet<string> = new Set([
  'logProbs',
  'probs',
  'labelPadding',
  'mergeRepeated',
  'collapseRepeatedLabels',
  'lossGradient',
  'signal',
]);

/**
 * Refuses every option that is not one of `known`. A name that is merely not offered yet may be there if it is undefined.
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
    if (!NOT_YET.has(name)) {
      throw new CtcError('ERR_CTC_UNKNOWN_OPTION', `${name} is not an option${suggestion(name, known)}`, {
        argument: name,
      });
    }
    if ((options as Record<string, unknown>)[name] !== undefined) {
      throw new CtcError('ERR_CTC_UNSUPPORTED', `${name} is not supported in this version`, { argument: name });
    }
  }
}

function suggestion(name: string, known: ReadonlySet<string>): string {
  if (known.size === 0) return ': there are none';
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
