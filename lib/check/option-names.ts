import { types } from 'node:util';
import { CtcError } from './errors';
import { nearestName } from './nearest-name';
import { wrongType } from './wrong-value';

/** What to say of options that are none here, by their names. */
export type OptionHints = Readonly<Record<string, string>>;

/** Wherever it is looked for in the wrong place. */
const SIGNAL = '; it belongs in the second argument of a call that returns a promise: (request, { signal })';

/**
 * Refuses every option that is not one of `known`.
 *
 * @param owner the argument that has the options, such as 'request'
 * @param hints follow 'name is not an option' in the message
 */
export function checkOptionNames(
  options: object,
  known: ReadonlySet<string>,
  owner: string,
  hints: OptionHints = {},
): void {
  if (typeof options !== 'object' || options === null) throw wrongType(options, owner, 'an object');
  if (Array.isArray(options) || types.isTypedArray(options)) throw wrongType(options, owner, expectedOf(known));
  for (const name of Object.keys(options)) {
    if (known.has(name)) continue;
    throw new CtcError('ERR_CTC_UNKNOWN_OPTION', `${name} is not an option${suggestion(name, known, hints)}`, {
      argument: name,
    });
  }
}

/** Of who gives arrays one by one, as other libraries' losses take them. */
function expectedOf(known: ReadonlySet<string>): string {
  const names = ['logits', 'shape', 'labels'].filter((name) => known.has(name));
  return names[0] === 'logits' ? `one request object, such as { ${names.join(', ')} }` : 'an object';
}

function suggestion(name: string, known: ReadonlySet<string>, hints: OptionHints): string {
  if (Object.hasOwn(hints, name)) return hints[name]!;
  if (name === 'signal') return SIGNAL;
  const nearest = nearestName(name, [...known]);
  return nearest === undefined ? `: the options are ${[...known].join(', ')}` : `: did you mean ${nearest}?`;
}
