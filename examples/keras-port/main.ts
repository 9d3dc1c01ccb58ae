import { Command, CommanderError, InvalidArgumentError } from 'commander';
import type { TrainOptions } from './train';

// TensorFlow reads this when it is loaded, which is why the training is imported only when it runs.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';

const program = new Command('npm run keras-port --')
  .description('Trains a convolutional and recurrent network with the CTC loss as a layer, as Keras programs do.')
  .option('--epochs <number>', 'passes over the data', wholeNumber, 10)
  .option('--samples <number>', 'samples to train on', wholeNumber, 3800)
  .option('--seed <number>', 'what the data and the first weights depend on', wholeNumber, 1)
  .option('--save <folder>', 'where to put the trained model and a batch with its losses, for compare_with_keras.py')
  .exitOverride()
  .action(async (options: TrainOptions) => {
    const { train } = await import('./train.js');
    await train(options);
  });

program.parseAsync().catch((error: unknown) => {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
});

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || !Number.isSafeInteger(value)) {
    throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  }
  return value;
}
