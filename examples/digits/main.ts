import { Command, CommanderError, InvalidArgumentError } from 'commander';
import type { TrainOptions } from './commands/train';
import { UsageError, UserError } from './support/user-error';

const DEFAULT_FOLDER = 'runs/digits';

// Set before TensorFlow is loaded, and so before the commands are imported.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';

const program = new Command('npm start --')
  .description('Trains a recogniser of spoken digits with the CTC loss of ctc-native on TensorFlow.js.')
  .option(
    '--data <folder>',
    'recordings named {digit}_{speaker}_{take}.wav: takes below 10 are the test set, takes 10, 20, 30 and so on the ' +
      'held-out set, the others the training set (default: synthetic speech)',
  )
  .option('--leave-out <speaker>', 'a speaker of the recordings to test on instead of training on')
  .option('--steps <number>', 'training steps, one batch each', integer(1), 600)
  .option(
    '--seed <number>',
    'seed of the synthetic training speech, the initial weights and the batches',
    integer(0),
    1,
  )
  .option('--patience <steps>', 'stop after this many steps without a better network (default: never)', integer(1))
  .option('--out <folder>', 'folder of the model, the log, the report and the checkpoints', DEFAULT_FOLDER)
  .option('--fresh', 'start over, even if that folder has an unfinished training')
  .addHelpText(
    'after',
    '\nThe same command resumes an interrupted training. Ctrl-C saves the best model so far and exits with code 0; a ' +
      'second Ctrl-C exits at once.',
  )
  .exitOverride()
  .action(async (options: TrainOptions) => {
    const { trainCommand } = await import('./commands/train.js');
    await trainCommand(options);
  });

program
  .command('transcribe <file>')
  .description('print the digits spoken in a WAV file')
  .option('--model <folder>', 'folder of the saved model', DEFAULT_FOLDER)
  .action(async (file: string, options: { model: string }) => {
    const { transcribeCommand } = await import('./commands/transcribe.js');
    await transcribeCommand(file, options);
  });

program
  .command('align <file> [digits]')
  .description('print when each digit in a WAV file is spoken (default: the digits that the model reads)')
  .option('--model <folder>', 'folder of the saved model', DEFAULT_FOLDER)
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

function integer(min: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || !Number.isSafeInteger(value)) {
      throw new InvalidArgumentError(`Expected an integer, ${min} or greater.`);
    }
    return value;
  };
}
