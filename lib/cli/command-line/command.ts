import type { OptionSpecs, Options } from './options';

/** A command of `ctc-native`. */
export interface Command {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  readonly options: OptionSpecs;
  /** Name of the required argument that is not an option, such as `MANIFEST`; undefined if there is none. */
  readonly operand?: string;
  /** Text of `--help` after the options. */
  readonly details?: string;
  /** @return false if something failed: exit code 1 */
  run(options: Options): boolean | Promise<boolean>;
}

const HELP = { help: 'show this text (-h, too)', short: 'h' };

/** The options of a command, and those of every command. */
export function allOptions({ options }: Command): OptionSpecs {
  return { ...options, help: HELP };
}

export function helpFor(command: Command): string {
  const rows = Object.entries(allOptions(command)).map(([name, { value, help }]) => [
    value === undefined ? `--${name}` : `--${name} ${value}`,
    help,
  ]);
  const paragraphs = [
    `Usage: ctc-native ${command.name} [options]${command.operand === undefined ? '' : ` ${command.operand}`}`,
    command.summary,
    `Options:\n${columns(rows)}`,
    ...(command.details === undefined ? [] : [command.details]),
  ];
  return paragraphs.join('\n\n');
}

export function helpForAll(commands: readonly Command[]): string {
  return [
    'Usage: ctc-native COMMAND [options]',
    `Commands:\n${columns(commands.map(({ name, summary }) => [name, summary]))}`,
    'ctc-native COMMAND --help shows the options of a command, ctc-native --version the version.\n' +
      'Exit code: 0 success, 1 something failed, 2 the command line is wrong.',
  ].join('\n\n');
}

function columns(rows: readonly (readonly string[])[]): string {
  const width = Math.max(...rows.map(([left]) => left!.length));
  return rows.map(([left, right]) => `  ${left!.padEnd(width)}  ${right}`).join('\n');
}
