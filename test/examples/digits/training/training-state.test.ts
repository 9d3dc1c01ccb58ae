import * as tf from '@tensorflow/tfjs-node';
import { FEATURES } from '../../../../examples/digits/features/log-mel';
import { buildNetwork } from '../../../../examples/digits/model/network';
import { Recognizer } from '../../../../examples/digits/model/recognizer';
import { TrainingBatches } from '../../../../examples/digits/training/training-batches';
import { TrainingState } from '../../../../examples/digits/training/training-state';
import { makeNoiseClips } from '../noise-clips';

// jest has a realm of its own, but TensorFlow's native arrays are of Node's, and tf.io.encodeWeights tests with instanceof.
globalThis.Float32Array = tf.ones([1]).add(1).dataSync<'float32'>().constructor as Float32ArrayConstructor;
globalThis.Int32Array = tf
  .ones([1], 'int32')
  .add(tf.ones([1], 'int32'))
  .dataSync<'int32'>().constructor as Int32ArrayConstructor;

const recognizer = new Recognizer(buildNetwork(FEATURES.melBins, 1), FEATURES);
const batch = new TrainingBatches(recognizer, makeNoiseClips(), 1).at(0);

test('a state restored into another network continues bit for bit and leaks no tensors', async () => {
  const network = (seed: number): tf.LayersModel => buildNetwork(FEATURES.melBins, seed);
  const [first, second] = [new TrainingState(network(1)), new TrainingState(network(2))];
  for (let step = 0; step < 7; step++) first.takeStep(batch, 3e-3);
  const tensors = tf.memory().numTensors;
  const saved = JSON.stringify(await first.toCheckpoint());
  expect(tf.memory().numTensors).toBe(tensors);
  const twice = [JSON.parse(saved), JSON.parse(saved)];
  await second.restore(twice[0]);
  const restored = tf.memory().numTensors;
  const losses = (state: TrainingState): number[] => Array.from({ length: 4 }, () => state.takeStep(batch, 3e-3).loss);
  expect(losses(second)).toEqual(losses(first));
  expect(JSON.stringify(await second.toCheckpoint())).toBe(JSON.stringify(await first.toCheckpoint()));
  expect(tf.memory().numTensors).toBe(restored);
  first.trainingStep.dispose();
  second.trainingStep.dispose();
});

test('keeps and restores the network with the fewest label errors, then the smallest loss', async () => {
  const network = buildNetwork(FEATURES.melBins, 3);
  const state = new TrainingState(network);
  const bias = (): Float32Array => network.getWeights().at(-1)!.dataSync<'float32'>();
  const evaluated: Float32Array[] = [];
  const isBest = async (labelErrorRate: number, loss: number): Promise<boolean> => {
    state.takeStep(batch, 1e-3);
    const { best } = await state.evaluateAverage(() => {
      evaluated.push(bias());
      return { labelErrorRate, loss };
    });
    return best;
  };
  expect(await isBest(0.2, 1)).toBe(true);
  expect(await isBest(0.2, 1)).toBe(false);
  expect(await isBest(0.1, 2)).toBe(true);
  expect(await isBest(0.1, 1.5)).toBe(true);
  expect(await isBest(0.15, 0.1)).toBe(false);
  state.useBest();
  expect(state.best).toMatchObject({ step: 4, labelErrorRate: 0.1, loss: 1.5 });
  expect(bias()).toEqual(evaluated[3]);
  expect(bias()).not.toEqual(evaluated[4]);
  state.trainingStep.dispose();
});

test('evaluates the moving average of the weights and keeps the weights themselves', async () => {
  const network = buildNetwork(FEATURES.melBins, 4);
  const bias = (): number => network.getWeights().at(-1)!.dataSync<'float32'>()[0]!;
  const state = new TrainingState(network);
  let average = bias();
  for (let step = 1; step <= 12; step++) {
    state.takeStep(batch, 1e-2);
    const decay = (1 + step) / (10 + step);
    average = decay * average + (1 - decay) * bias();
  }
  const [own, tensors] = [bias(), tf.memory().numTensors];
  let evaluated = 0;
  await state.evaluateAverage(() => {
    evaluated = bias();
    return { labelErrorRate: 0, loss: 0 };
  });
  expect(evaluated).toBeCloseTo(average, 6);
  expect(Math.abs(own - evaluated)).toBeGreaterThan(1e-3);
  expect(bias()).toBe(own);
  expect(tf.memory().numTensors).toBe(tensors);
  state.trainingStep.dispose();
});
