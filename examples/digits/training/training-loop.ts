import { setImmediate } from 'node:timers/promises';
import { errorRate } from 'ctc-native';
import { evaluateHeldOut } from '../evaluation/held-out';
import { spell } from '../model/alphabet';
import type { Batch } from '../model/batch';
import { decodeGreedily } from '../model/greedy-decoding';
import type { Recognizer } from '../model/recognizer';
import { blankShare } from './blank-share';
import type { Checkpoints } from './checkpoints';
import { learningRate } from './learning-rate';
import { MovingAverage } from './moving-average';
import type { RunIdentity } from './run-identity';
import type { TrainingBatches } from './training-batches';
import type { TrainingLog } from './training-log';
import type { TrainingState } from './training-state';

/** In steps; a few seconds of work lie between two. */
const HELD_OUT_INTERVAL = 50;
const CHECKPOINT_INTERVAL = 25;

export interface TrainingStatus {
  readonly step: number;
  /** This and the following numbers are averages over about the last 15 steps. */
  readonly loss: number;
  readonly labelErrorRate: number;
  readonly samplesPerSecond: number;
  readonly secondsPerStep: number;
  /** An utterance of this step's batch and its reading. */
  readonly spoken: string;
  readonly read: string;
}

export interface TrainingOptions {
  readonly run: RunIdentity;
  /** Steps without a better result on the held-out set after which the training ends. */
  readonly patience: number;
  readonly heldOut: readonly Batch[];
  readonly log: TrainingLog;
  readonly checkpoints: Checkpoints;
  /** Ends the training after the current step. */
  readonly signal: AbortSignal;
  readonly onStep: (status: TrainingStatus) => void;
}

/** Takes the remaining steps and saves a checkpoint after the last. */
export async function train(
  recognizer: Recognizer,
  state: TrainingState,
  batches: TrainingBatches,
  { run, patience, heldOut, log, checkpoints, signal, onStep }: TrainingOptions,
): Promise<void> {
  const { steps } = run;
  const averageLoss = new MovingAverage();
  const averageErrorRate = new MovingAverage();
  const averageSeconds = new MovingAverage();
  const saveCheckpoint = async (): Promise<void> => {
    checkpoints.save({ run, logBytes: log.sync(), ...(await state.toCheckpoint()) });
  };
  const isOver = (): boolean =>
    signal.aborted || state.step >= steps || (state.best !== null && state.step - state.best.step >= patience);
  while (!isOver()) {
    const start = performance.now();
    const batch = batches.at(state.step);
    const rate = learningRate(state.step, steps);
    const { loss, scores, lossMilliseconds } = state.takeStep(batch, rate);
    const readings = decodeGreedily(scores);
    const labelErrorRate = errorRate(batch.labels, readings);
    const [spoken, read] = [spell(batch.labels[0]!), spell(readings[0]!)];
    const { step } = state;
    const share = blankShare(scores, batch.labels);
    log.write({ kind: 'step', step, loss, learningRate: rate, labelErrorRate, blankShare: share, spoken, read });
    const secondsPerStep = averageSeconds.add((performance.now() - start) / 1000);
    onStep({
      step,
      loss: averageLoss.add(loss),
      labelErrorRate: averageErrorRate.add(labelErrorRate),
      samplesPerSecond: batch.labels.length / secondsPerStep,
      secondsPerStep,
      spoken,
      read,
    });
    if (step % HELD_OUT_INTERVAL === 0 || step === steps) {
      log.write({
        kind: 'heldOut',
        step,
        ...(await state.evaluateAverage(() => evaluateHeldOut(recognizer, heldOut))),
      });
    }
    state.seconds += (performance.now() - start) / 1000;
    state.lossSeconds += lossMilliseconds / 1000;
    if (step % CHECKPOINT_INTERVAL === 0) await saveCheckpoint();
    // A step blocks the event loop; this lets signals and the terminal through.
    await setImmediate();
  }
  await saveCheckpoint();
}
