import { Command, CommanderError, InvalidArgumentError } from 'commander';
import type { TrainOptions } from './train';

// Set before TensorFlow is loaded, and so before the training is imported.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';

const program = new Command('npm run keras-port --')
  .description('Trains a convolutional and recurrent network with the CTC loss as a layer, like a Keras program.')
  .option('--epochs <number>', 'passes over the data', integer, 10)
  .option('--samples <number>', 'samples to train on', integer, 3800)
  .option('--seed <number>', 'seed of the data and the initial weights', integer, 1)
  .option('--save <folder>', 'where to save the trained model, and a batch with its losses for compare_with_keras.py')
  .exitOverride()
  .action(async (options: TrainOptions) => {
    const { train } = await import('./train.js');
    await train(options);
  });

program.parseAsync().catch((error: unknown) => {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
});

function integer(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || !Number.isSafeInteger(value)) {
    throw new InvalidArgumentError('Expected an integer, 1 or greater.');
  }
  return value;
}
