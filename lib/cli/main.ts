#!/usr/bin/env node
import { CtcError } from '../check/errors';
import { allOptions, helpFor, helpForAll } from './command-line/command';
import { Options, UsageError } from './command-line/options';
import { Problem } from './command-line/problem';
import { COMMANDS } from './commands';
import { endWithStandardOutput } from './io/standard-output';

// Not from the addon, so that --version works if it cannot be loaded.
const { version } = require('../../package.json') as { version: string };

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--help' || name === '-h' || name === 'help') {
    console.log(helpForAll(COMMANDS));
    return 0;
  }
  if (name === '--version' || name === '-v' || name === 'version') {
    console.log(version);
    return 0;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  try {
    if (command === undefined) {
      const known = COMMANDS.map((candidate) => candidate.name).join(', ');
      throw new UsageError(
        name === undefined ? 'a command is missing' : `${JSON.stringify(name)} is not a command; there are ${known}`,
      );
    }
    const options = Options.read(rest, allOptions(command), command.operand);
    if (options.isSet('help')) {
      console.log(helpFor(command));
      return 0;
    }
    return (await command.run(options)) ? 0 : 1;
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(
        `ctc-native: ${error.message}\nctc-native ${command ? `${command.name} ` : ''}--help shows the usage.`,
      );
      return 2;
    }
    // System errors name the file.
    if (error instanceof Problem || error instanceof CtcError || (error instanceof Error && 'syscall' in error)) {
      console.error(`ctc-native: ${error.message}`);
      return 1;
    }
    throw error;
  }
}

endWithStandardOutput();
main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
