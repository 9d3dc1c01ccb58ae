import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearestName } from '../../check/nearest-name';
import { LOG_OF_PROBABILITY } from '../../decode/beam-search-decode';

/** In seconds. Sums of such values stay finite. */
const MAX_SECONDS = 1e9;

/** A mistake on the command line: exit code 2. The message names the option. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** An option as `--help` shows it. */
export interface OptionSpec {
  /** The value's name in the help; undefined for a switch. */
  readonly value?: string;
  readonly help: string;
  /** Whether the option may be repeated. */
  readonly multiple?: true;
  /** The letter of its short form, as in -h. */
  readonly short?: string;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** The options of one command line. Every reader throws a {@link UsageError} for an invalid value. */
export class Options {
  readonly #values: Readonly<Record<string, unknown>>;

  private constructor(
    values: Readonly<Record<string, unknown>>,
    /** The argument that is not an option; empty for a command without one, and with `--help`. */
    readonly operand: string,
  ) {
    this.#values = values;
  }

  /** @param operand name of the required argument that is not an option, if the command has one */
  static read(args: readonly string[], specs: OptionSpecs, operand?: string): Options {
    const options = Object.fromEntries(
      Object.entries(specs).map(([name, { value, multiple = false, short }]) => [
        name,
        { type: value === undefined ? ('boolean' as const) : ('string' as const), multiple, ...(short && { short }) },
      ]),
    );
    checkValues(args, options);
    try {
      const allowPositionals = operand !== undefined;
      const { values, positionals } = parseArgs({ args: [...args], options, strict: true, allowPositionals });
      if (allowPositionals && values.help !== true) checkOperands(positionals, operand);
      return new Options(values, positionals[0] ?? '');
    } catch (error) {
      const { code, message } = error as { code?: unknown; message: string };
      if (typeof code !== 'string' || !code.startsWith('ERR_PARSE_ARGS_')) throw error;
      // The sentences after the first suggest `--`, which does not help here.
      throw new UsageError(`${message.split(/\. |\n/)[0]!}${suggestion(args, options)}`);
    }
  }

  isSet(name: string): boolean {
    return this.#values[name] === true;
  }

  text(name: string): string | undefined {
    return this.#values[name] as string | undefined;
  }

  /** The values of an option that may be repeated. */
  texts(name: string): readonly string[] {
    return (this.#values[name] as string[] | undefined) ?? [];
  }

  /** One of `known`; default: the first. */
  name<Name extends string>(name: string, known: readonly [Name, ...Name[]]): Name {
    const text = this.text(name);
    return text === undefined ? known[0] : oneOf(name, text, known);
  }

  /** The parts of a comma-separated value, each one of `known`. */
  list<Name extends string>(name: string, known: readonly Name[]): readonly Name[] | undefined {
    return this.text(name)
      ?.split(',')
      .map((part) => oneOf(name, part, known));
  }

  wholeNumber(name: string, otherwise: number, min: number, max: number): number {
    return this.#number(name, otherwise, `a whole number from ${min} to ${max}`, (number) => {
      return Number.isInteger(number) && number >= min && number <= max;
    });
  }

  optionalWholeNumber(name: string, min: number, max: number): number | undefined {
    return this.text(name) === undefined ? undefined : this.wholeNumber(name, min, min, max);
  }

  number(name: string, otherwise: number): number {
    return this.#number(name, otherwise, 'a number', Number.isFinite);
  }

  /** A number up to 0. */
  logOfProbability(name: string): number | undefined {
    if (this.text(name) === undefined) return undefined;
    return this.#number(name, 0, LOG_OF_PROBABILITY, (number) => Number.isFinite(number) && number <= 0);
  }

  positiveNumber(name: string, otherwise: number): number {
    return this.#number(
      name,
      otherwise,
      `a number above 0, up to ${MAX_SECONDS}`,
      (number) => number > 0 && number <= MAX_SECONDS,
    );
  }

  optionalPositiveNumber(name: string): number | undefined {
    return this.text(name) === undefined ? undefined : this.positiveNumber(name, 1);
  }

  #number(name: string, otherwise: number, expected: string, isRight: (number: number) => boolean): number {
    const text = this.text(name);
    if (text === undefined) return otherwise;
    const number = text.trim() === '' ? Number.NaN : Number(text);
    if (!isRight(number)) throw new UsageError(`--${name} is ${JSON.stringify(text)}: expected ${expected}`);
    return number;
  }
}

function oneOf<Name extends string>(option: string, text: string, known: readonly Name[]): Name {
  const found = known.find((candidate) => candidate === text);
  if (found !== undefined) return found;
  throw new UsageError(`--${option}: ${JSON.stringify(text)} is unknown; there are ${known.join(', ')}`);
}

/** Refuses values that look like options, as the parser does, but with the cure in one sentence. */
function checkValues(args: readonly string[], options: NonNullable<ParseArgsConfig['options']>): void {
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option' || token.inlineValue !== false || !/^-./.test(token.value)) continue;
    const { rawName, value } = token;
    throw new UsageError(`${rawName} is followed by ${value}: if that is its value, write ${rawName}=${value}`);
  }
}

/** The known option nearest to the first unknown one, which may have a single dash. */
function suggestion(args: readonly string[], options: NonNullable<ParseArgsConfig['options']>): string {
  const short = Object.values(options).map((option) => option.short);
  for (const arg of args) {
    const name = /^--?([^-=][^=]+)/.exec(arg)?.[1];
    if (
      name === undefined ||
      (arg.startsWith('--') ? name in options : [...name].every((letter) => short.includes(letter)))
    )
      continue;
    const nearest = nearestName(name, Object.keys(options));
    if (nearest !== undefined) return `: did you mean --${nearest}?`;
  }
  return '';
}

function checkOperands(given: readonly string[], expected: string): void {
  if (given.length === 0) throw new UsageError(`${expected} is missing`);
  if (given.length > 1) throw new UsageError(`${JSON.stringify(given[1])} is one too many: expected one ${expected}`);
}
