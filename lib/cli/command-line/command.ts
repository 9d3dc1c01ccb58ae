import type { OptionSpecs, Options } from './options';

/** One of the things that `ctc-native` does. */
export interface Command {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  readonly options: OptionSpecs;
  /** The one thing that stands beside the options, as the usage line shows it: `MANIFEST`. Without, nothing may stand there. */
  readonly operand?: string;
  /** What `--help` says after the options. */
  readonly details?: string;
  /** @return false if what was checked did not hold: exit code 1 */
  run(options: Options): boolean | Promise<boolean>;
}

const HELP = { help: 'show this text; -h does, too', short: 'h' };

/** The options of a command with those that every command has. */
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
    'ctc-native COMMAND --help tells the options of a command, ctc-native --version the version.\n' +
      'Exit code: 0 all is well, 1 something failed, 2 the command line is wrong.',
  ].join('\n\n');
}

function columns(rows: readonly (readonly string[])[]): string {
  const width = Math.max(...rows.map(([left]) => left!.length));
  return rows.map(([left, right]) => `  ${left!.padEnd(width)}  ${right}`).join('\n');
}
