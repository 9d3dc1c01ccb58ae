import { Command, CommanderError, InvalidArgumentError } from 'commander';
import type { TrainOptions } from './commands/train';
import { UsageError, UserError } from './support/user-error';

const DEFAULT_FOLDER = 'runs/digits';

// TensorFlow reads this when it is loaded, which is why the commands are imported only when they run.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';

const program = new Command('npm start --')
  .description('Trains a recogniser of spoken digits with the CTC loss of ctc-native on TensorFlow.js.')
  .option(
    '--data <folder>',
    'recordings named {digit}_{speaker}_{take}.wav: takes below 10 test, takes 10, 20, 30 and so on choose the best ' +
      'network, the others train (default: synthetic speech)',
  )
  .option('--leave-out <speaker>', 'a speaker of the recordings to test on and not to train on')
  .option('--steps <number>', 'batches to train on', wholeNumber(1), 600)
  .option(
    '--seed <number>',
    'what the training speech, the first weights and the order of things depend on',
    wholeNumber(0),
    1,
  )
  .option(
    '--patience <steps>',
    'ends when so many steps have brought no better network (default: never)',
    wholeNumber(1),
  )
  .option('--out <folder>', 'where the model, the log and the checkpoints are saved', DEFAULT_FOLDER)
  .option('--fresh', 'begin anew, even if there is an unfinished training in that folder')
  .addHelpText(
    'after',
    '\nA training that was interrupted goes on when the same command is given again. Ctrl-C saves the best model so far ' +
      'and ends with exit code 0; a second Ctrl-C ends at once.',
  )
  .exitOverride()
  .action(async (options: TrainOptions) => {
    const { trainCommand } = await import('./commands/train.js');
    await trainCommand(options);
  });

program
  .command('transcribe <file>')
  .description('print the digits spoken in a WAV file')
  .option('--model <folder>', 'where the model was saved', DEFAULT_FOLDER)
  .action(async (file: string, options: { model: string }) => {
    const { transcribeCommand } = await import('./commands/transcribe.js');
    await transcribeCommand(file, options);
  });

program
  .command('align <file> [digits]')
  .description('print when each digit in a WAV file is spoken: those given, or those that the saved model hears')
  .option('--model <folder>', 'where the model was saved', DEFAULT_FOLDER)
  .action(async (file: string, digits: string | undefined, options: { model: string }) => {
    const { alignCommand } = await import('./commands/align.js');
    await alignCommand(file, digits, options);
  });

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof UserError) {
    console.error(error.message);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  } else {
    throw error;
  }
});

function wholeNumber(lowest: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < lowest || !Number.isSafeInteger(value)) {
      throw new InvalidArgumentError(`It must be a whole number, ${lowest} or more.`);
    }
    return value;
  };
}
