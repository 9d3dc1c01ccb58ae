import * as tf from '@tensorflow/tfjs-node';
import { withTf } from 'ctc-native/tfjs';
import { type Dataset, makeDataset, toInputs } from './data';
import { type Judgement, judge } from './evaluate';
import { buildNetworks, compile } from './network';
import { saveForTwin } from './save-for-keras';

const BATCH = 100;
const HELD_OUT = 500;
/** Fixed, so that every training is judged on the same samples; no seed of a training reaches it. */
const HELD_OUT_SEED = -1;

export interface TrainOptions {
  readonly epochs: number;
  readonly samples: number;
  readonly seed: number;
  readonly save?: string;
}

export interface TrainingOutcome {
  readonly before: Judgement;
  readonly after: Judgement;
}

/** Trains, and says how well the networks read samples they have not seen, before and after. */
export async function train({ epochs, samples, seed, save }: TrainOptions): Promise<TrainingOutcome> {
  const heldOut = makeDataset(HELD_OUT, HELD_OUT_SEED);
  const networks = buildNetworks(seed);
  compile(networks.trainer);
  console.log(`${samples} samples to train on, ${HELD_OUT} held out with ${heldOut.labels.flat().length} labels`);
  const before = judge(networks, heldOut);
  say('Before', before);

  const inputs = toInputs(makeDataset(samples, seed));
  const unread = tf.zeros([samples, 1]);
  await networks.trainer.fit(inputs, unread, {
    batchSize: BATCH,
    epochs,
    // The samples are in random order already, and an order of fit's own would be another each time.
    shuffle: false,
    callbacks: withTf(tf).callbacks.trainingWarnings(),
  });
  tf.dispose([inputs, unread]);

  const after = judge(networks, heldOut);
  say('After', after);
  if (save !== undefined) await saveForTwin(networks, firstSamples(heldOut, BATCH), save);
  return { before, after };
}

function say(when: string, { loss, labelErrorRate }: Judgement): void {
  console.log(`${when}: loss ${loss.toFixed(3)}, label error rate ${(100 * labelErrorRate).toFixed(1)} %`);
}

function firstSamples({ frames, labels, inputLengths }: Dataset, count: number): Dataset {
  return {
    frames: frames.subarray(0, (frames.length / labels.length) * count),
    labels: labels.slice(0, count),
    inputLengths: inputLengths.slice(0, count),
  };
}
