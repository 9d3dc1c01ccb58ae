import { setImmediate } from 'node:timers/promises';
import { errorRate } from 'ctc-native';
import { evaluateHeldOut } from '../evaluation/error-counts';
import { spell } from '../model/alphabet';
import type { Batch } from '../model/batch';
import type { Recognizer } from '../model/recognizer';
import { blankShare, readGreedily } from '../model/scores';
import type { Checkpoints } from './checkpoints';
import type { Run } from './run-identity';
import type { TrainingData } from './training-batches';
import type { TrainingLog } from './training-log';
import type { TrainingState } from './training-state';

const PEAK_LEARNING_RATE = 6e-3;

/** Steps from one look at what is held out to the next, and from one checkpoint to the next: a few seconds' work. */
const HELD_OUT_INTERVAL = 50;
const CHECKPOINT_INTERVAL = 25;

export interface TrainingStatus {
  readonly step: number;
  /** Averages over about the last 15 steps. */
  readonly loss: number;
  readonly labelErrorRate: number;
  readonly samplesPerSecond: number;
  readonly secondsPerStep: number;
  /** An utterance of this step's batch, as spoken and as read. */
  readonly spoken: string;
  readonly read: string;
}

export interface TrainingOptions {
  readonly run: Run;
  /** Steps without a better network, by what is held out, after which the training ends. */
  readonly patience: number;
  readonly heldOut: readonly Batch[];
  readonly log: TrainingLog;
  readonly checkpoints: Checkpoints;
  /** Ends the training after the step under way. */
  readonly signal: AbortSignal;
  readonly onStep: (status: TrainingStatus) => void;
}

/** Takes the steps that are still to come, and leaves a checkpoint after the last. */
export async function train(
  recognizer: Recognizer,
  state: TrainingState,
  data: TrainingData,
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
    const batch = data.batch(state.step);
    const rate = learningRate(state.step, steps);
    const { loss, scores, lossMilliseconds } = state.takeStep(batch, rate);
    const readings = readGreedily(scores);
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
      log.write({ kind: 'heldOut', step, ...state.judge(() => evaluateHeldOut(recognizer, heldOut)) });
    }
    state.seconds += (performance.now() - start) / 1000;
    state.lossSeconds += lossMilliseconds / 1000;
    if (step % CHECKPOINT_INTERVAL === 0) await saveCheckpoint();
    // A step blocks the event loop; signals and the screen get their turn here.
    await setImmediate();
  }
  await saveCheckpoint();
}

/** Linear warm-up, then half a cosine down to a hundredth. */
export function learningRate(step: number, steps: number): number {
  const warmUp = 0.15 * steps;
  if (step < warmUp) return (PEAK_LEARNING_RATE * (step + 1)) / (warmUp + 1);
  const cosine = 0.5 + 0.5 * Math.cos((Math.PI * (step - warmUp)) / (steps - warmUp));
  return PEAK_LEARNING_RATE * (0.01 + 0.99 * cosine);
}

/** Over all values so far at first, then exponentially over about the last 15. */
class MovingAverage {
  private value = 0;
  private count = 0;

  add(next: number): number {
    this.count = Math.min(this.count + 1, 15);
    this.value += (next - this.value) / this.count;
    return this.value;
  }
}
