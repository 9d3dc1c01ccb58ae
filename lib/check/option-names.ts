import { types } from 'node:util';
import { CtcError } from './errors';
import { translateOption } from './foreign-names';
import { nearestName } from './nearest-name';
import { wrongType } from './wrong-value';

/** Hints for unknown option names, by name. */
export type OptionHints = Readonly<Record<string, string>>;

/** For `signal` in a request or in the options of a synchronous call. */
const SIGNAL_HINT = '; it belongs in the second argument of a call that returns a promise: (request, { signal })';

/**
 * Throws if an option is not one of `known`.
 *
 * @param owner the argument that holds the options, such as 'request'
 * @param hints follow 'name is not an option' in the message
 */
export function checkOptionNames(
  options: object,
  known: ReadonlySet<string>,
  owner: string,
  hints: OptionHints = {},
): void {
  if (typeof options !== 'object' || options === null) throw wrongType(options, owner, 'an object');
  if (Array.isArray(options) || types.isTypedArray(options)) throw wrongType(options, owner, expectedObject(known));
  for (const name of Object.keys(options)) {
    if (known.has(name)) continue;
    throw new CtcError('ERR_CTC_UNKNOWN_OPTION', `${name} is not an option${suggestion(name, known, hints)}`, {
      argument: name,
    });
  }
}

/** For callers who pass the arrays as separate arguments, as other libraries' losses take them. */
function expectedObject(known: ReadonlySet<string>): string {
  const names = ['logits', 'shape', 'labels'].filter((name) => known.has(name));
  return names[0] === 'logits' ? `one request object, such as { ${names.join(', ')} }` : 'an object';
}

function suggestion(name: string, known: ReadonlySet<string>, hints: OptionHints): string {
  if (Object.hasOwn(hints, name)) return hints[name]!;
  if (name === 'signal') return SIGNAL_HINT;
  const translation = translateOption(name);
  if (translation !== undefined && known.has(translation.option)) return `: here it is ${translation.here}`;
  if (translation !== undefined && Object.hasOwn(hints, translation.option)) return hints[translation.option]!;
  const nearest = nearestName(name, [...known]);
  return nearest === undefined ? `: the options are ${[...known].join(', ')}` : `: did you mean ${nearest}?`;
}
