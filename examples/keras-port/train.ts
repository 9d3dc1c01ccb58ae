import * as tf from '@tensorflow/tfjs-node';
import { withTf } from 'ctc-native/tfjs';
import { type Dataset, makeDataset, toInputs } from './data';
import { type Evaluation, evaluate } from './evaluate';
import { buildNetworks, compile } from './network';
import { saveForKeras } from './save-for-keras';

const BATCH = 100;
const HELD_OUT = 500;
/** Fixed, so that every training is evaluated on the same samples; the seeds of trainings are positive. */
const HELD_OUT_SEED = -1;

export interface TrainOptions {
  readonly epochs: number;
  readonly samples: number;
  readonly seed: number;
  readonly save?: string;
}

export interface TrainingOutcome {
  readonly before: Evaluation;
  readonly after: Evaluation;
}

/** Trains, and evaluates the network on held-out samples before and after. */
export async function train({ epochs, samples, seed, save }: TrainOptions): Promise<TrainingOutcome> {
  const heldOut = makeDataset(HELD_OUT, HELD_OUT_SEED);
  const networks = buildNetworks(seed);
  compile(networks.trainer);
  console.log(`${samples} training samples; ${HELD_OUT} held out, with ${heldOut.labels.flat().length} labels`);
  const before = evaluate(networks, heldOut);
  printEvaluation('Before', before);

  const inputs = toInputs(makeDataset(samples, seed));
  const ignoredTargets = tf.zeros([samples, 1]);
  await networks.trainer.fit(inputs, ignoredTargets, {
    batchSize: BATCH,
    epochs,
    // The samples are already in random order, and fit's own shuffling ignores the seed.
    shuffle: false,
    callbacks: withTf(tf).callbacks.trainingWarnings(),
  });
  tf.dispose([inputs, ignoredTargets]);

  const after = evaluate(networks, heldOut);
  printEvaluation('After', after);
  if (save !== undefined) await saveForKeras(networks, firstSamples(heldOut, BATCH), save);
  return { before, after };
}

function printEvaluation(when: string, { loss, labelErrorRate }: Evaluation): void {
  console.log(`${when}: loss ${loss.toFixed(3)}, label error rate ${(100 * labelErrorRate).toFixed(1)} %`);
}

function firstSamples({ frames, labels, inputLengths }: Dataset, count: number): Dataset {
  return {
    frames: frames.subarray(0, (frames.length / labels.length) * count),
    labels: labels.slice(0, count),
    inputLengths: inputLengths.slice(0, count),
  };
}
