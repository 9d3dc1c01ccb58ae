import { checkOptionNames, type OptionHints } from '../check/option-names';
import { readFlag, readName } from '../check/simple-options';

/**
 * How a request whose arrays are tensors takes an option: as it is; as scores (a tensor or nested arrays); as integers
 * (a tensor or what callers pass otherwise); or not at all, for the reason in `hint`, which follows the name in the message.
 */
export type TensorForm = 'same' | 'scores' | 'integers' | { readonly hint: string };

/**
 * One option of a request.
 *
 * @typeParam Given what callers may pass
 * @typeParam Value what the library works with
 */
export interface Option<Given = unknown, Value = unknown, Form extends TensorForm = TensorForm> {
  /** Checks a value, which is never undefined. @throws {CtcError} */
  readonly read: (value: unknown, name: string) => Value;
  /** Used if the option is absent or undefined. */
  readonly default: Value;
  readonly tensors: Form;
  /** Only a type: never set. */
  readonly given?: Given;
}

export type OptionTable = Readonly<Record<string, Option>>;

/** The options as callers pass them: all optional. */
export type OptionsOf<Table> = {
  readonly [Name in keyof Table]?: (Table[Name] extends Option<infer Given> ? Given : never) | undefined;
};

/** The options after reading: checked, with defaults. */
export type ValuesOf<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends Option<unknown, infer Value> ? Value : never;
};

/** An option with a check of its own. */
export function option<Given, Value = Given>(
  read: (value: unknown, name: string) => Value,
  standard: Value,
): Option<Given, Value, 'same'>;
export function option<Given, Value, const Form extends TensorForm>(
  read: (value: unknown, name: string) => Value,
  standard: Value,
  tensors: Form,
): Option<Given, Value, Form>;
export function option(read: Option['read'], standard: unknown, tensors: TensorForm = 'same'): Option {
  return { read, default: standard, tensors };
}

/** An option whose value is checked later, together with others; undefined if absent. */
export function unchecked<Given>(): Option<Given, unknown, 'same'>;
export function unchecked<Given, const Form extends TensorForm>(tensors: Form): Option<Given, unknown, Form>;
export function unchecked(tensors: TensorForm = 'same'): Option {
  return option((value) => value, undefined, tensors);
}

/** true or false. */
export function flag(standard: boolean): Option<boolean, boolean, 'same'> {
  return option((value, name) => readFlag(value, name, standard), standard);
}

/** One of several names; the first is the default. */
export function choice<const Names extends readonly [string, ...string[]], const Form extends TensorForm = 'same'>(
  names: Names,
  tensors: Form = 'same' as Form,
): Option<Names[number], Names[number], Form> {
  return option<Names[number], Names[number], Form>((value, name) => readName(value, name, names), names[0], tensors);
}

/** Reads requests with the options of a table. */
export class OptionReader<const Table extends OptionTable> {
  readonly #names: ReadonlySet<string>;
  readonly #entries: readonly (readonly [string, Option])[];
  readonly #defaults: Record<string, unknown>;
  readonly #hints: OptionHints;

  /** @param hints for names that are not options here: see checkOptionNames */
  constructor(table: Table, hints: OptionHints = {}) {
    this.#entries = Object.entries(table);
    this.#names = new Set(Object.keys(table));
    this.#defaults = Object.fromEntries(this.#entries.map(([name, option]) => [name, option.default]));
    this.#hints = hints;
  }

  /**
   * Reads each option exactly once: a getter or a proxy may answer differently the second time.
   *
   * @throws {CtcError} if a name is not an option, or a value is wrong
   */
  read(request: object): ValuesOf<Table> {
    checkOptionNames(request, this.#names, 'request', this.#hints);
    const values = { ...this.#defaults };
    for (const [name, option] of this.#entries) {
      const value = (request as Record<string, unknown>)[name];
      if (value !== undefined) values[name] = option.read(value, name);
    }
    return values as ValuesOf<Table>;
  }
}
