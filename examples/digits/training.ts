import { labelErrorRate } from './decoding';
import type { Recognizer } from './recognizer';
import type { TrainingData } from './training-data';
import { TrainingStep } from './training-step';

const PEAK_LEARNING_RATE = 6e-3;

export interface TrainingStatus {
  readonly step: number;
  /** Averages over about the last 15 steps. */
  readonly loss: number;
  readonly labelErrorRate: number;
  readonly samplesPerSecond: number;
  readonly secondsPerStep: number;
  /** An utterance of this step's batch, as spoken and as read. */
  readonly truth: readonly number[];
  readonly reading: readonly number[];
}

export interface TrainingSummary {
  readonly steps: number;
  readonly seconds: number;
  /** Of those, spent in the CTC loss and its gradient. */
  readonly lossSeconds: number;
}

export interface TrainingOptions {
  readonly steps: number;
  /** Ends the training after the step under way. */
  readonly signal: AbortSignal;
  readonly onStep: (status: TrainingStatus) => void;
}

export async function train(
  recognizer: Recognizer,
  data: TrainingData,
  options: TrainingOptions,
): Promise<TrainingSummary> {
  const { steps, signal, onStep } = options;
  const trainingStep = new TrainingStep(recognizer.network);
  const loss = new MovingAverage();
  const errorRate = new MovingAverage();
  const stepSeconds = new MovingAverage();
  const start = performance.now();
  let lossMilliseconds = 0;
  let step = 0;
  while (step < steps && !signal.aborted) {
    const stepStart = performance.now();
    const batch = data.batch(step);
    const result = trainingStep.run(batch, learningRate(step, steps));
    step++;
    lossMilliseconds += result.lossMilliseconds;
    const secondsPerStep = stepSeconds.add((performance.now() - stepStart) / 1000);
    onStep({
      step,
      loss: loss.add(result.loss),
      labelErrorRate: errorRate.add(labelErrorRate(batch.labels, result.readings)),
      samplesPerSecond: batch.labels.length / secondsPerStep,
      secondsPerStep,
      truth: batch.labels[0]!,
      reading: result.readings[0]!,
    });
    // A step blocks the event loop; signals and the screen get their turn here.
    await new Promise(setImmediate);
  }
  trainingStep.dispose();
  return { steps: step, seconds: (performance.now() - start) / 1000, lossSeconds: lossMilliseconds / 1000 };
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
