import * as tf from '@tensorflow/tfjs-node';
import type { HeldOutResult } from '../evaluation/held-out';
import type { Batch } from '../model/batch';
import type { BestNetwork, Checkpoint } from './checkpoints';
import { decodeTensors, type EncodedTensors, encodeTensors } from './encoded-tensors';
import { type StepResult, TrainingStep } from './training-step';
import { WeightAverage } from './weight-average';

/** Everything that training steps change: the network, the average of its weights, the optimizer and the counts. */
export class TrainingState {
  readonly trainingStep: TrainingStep;
  private readonly average: WeightAverage;
  /** Steps taken. */
  step = 0;
  seconds = 0;
  lossSeconds = 0;
  /** Null before the first evaluation on the held-out set. */
  best: BestNetwork | null = null;

  constructor(private readonly network: tf.LayersModel) {
    this.trainingStep = new TrainingStep(network);
    this.average = new WeightAverage(network);
  }

  takeStep(batch: Batch, learningRate: number): StepResult {
    const result = this.trainingStep.run(batch, learningRate);
    this.average.update(++this.step);
    return result;
  }

  /** Evaluates the average of the weights and keeps it if it is the best so far: fewest label errors, then smallest loss. */
  async evaluateAverage(evaluate: () => HeldOutResult): Promise<HeldOutResult & { readonly best: boolean }> {
    const result = this.average.during(evaluate);
    const best = this.best === null || isBetter(result, this.best);
    if (best) this.best = { ...result, step: this.step, weights: await this.average.encode() };
    return { ...result, best };
  }

  async toCheckpoint(): Promise<Omit<Checkpoint, 'run' | 'logBytes'>> {
    const { step, seconds, lossSeconds, best } = this;
    const weights = await encodeTensors(this.network.getWeights());
    const average = await this.average.encode();
    const state = await this.trainingStep.optimizer.getState();
    const optimizer = await encodeTensors(state);
    state[0]!.dispose();
    return { step, seconds, lossSeconds, best, weights, average, optimizer };
  }

  async restore({ step, seconds, lossSeconds, best, weights, average, optimizer }: Checkpoint): Promise<void> {
    Object.assign(this, { step, seconds, lossSeconds, best });
    setWeights(this.network, weights);
    this.average.restore(average);
    const state = decodeTensors(optimizer);
    await this.trainingStep.optimizer.setState(state);
    tf.dispose(state);
  }

  /** Gives the network the best weights so far, if it has been evaluated. */
  useBest(): void {
    if (this.best) setWeights(this.network, this.best.weights);
  }
}

function isBetter(one: HeldOutResult, other: HeldOutResult): boolean {
  if (one.labelErrorRate !== other.labelErrorRate) return one.labelErrorRate < other.labelErrorRate;
  return one.loss < other.loss;
}

function setWeights(network: tf.LayersModel, encoded: EncodedTensors): void {
  const weights = decodeTensors(encoded);
  network.setWeights(weights);
  tf.dispose(weights);
}
