import * as tf from '@tensorflow/tfjs-node';
import type { BestNetwork, Checkpoint } from './checkpoints';
import { decodeTensors, type EncodedTensor, encodeTensors } from './encoded-tensors';
import type { HeldOutResult } from './evaluation';
import { TrainingStep } from './training-step';

/** What a training's steps change: the network, the optimizer and the counts. */
export class TrainingState {
  readonly trainingStep: TrainingStep;
  /** Steps taken. */
  step = 0;
  seconds = 0;
  lossSeconds = 0;
  /** Null before the first look at what is held out. */
  best: BestNetwork | null = null;

  constructor(private readonly network: tf.LayersModel) {
    this.trainingStep = new TrainingStep(network);
  }

  /** Keeps the network if it is the best so far, by label error rate first, and says whether it is. */
  consider(result: HeldOutResult): boolean {
    if (this.best && !isBetter(result, this.best)) return false;
    this.best = { ...result, step: this.step, weights: encodeTensors(this.network.getWeights()) };
    return true;
  }

  async toCheckpoint(): Promise<Omit<Checkpoint, 'run' | 'logBytes'>> {
    const { step, seconds, lossSeconds, best } = this;
    const weights = encodeTensors(this.network.getWeights());
    const state = await this.trainingStep.optimizer.getState();
    const optimizer = encodeTensors(state);
    state[0]!.dispose();
    return { step, seconds, lossSeconds, best, weights, optimizer };
  }

  async restore({ step, seconds, lossSeconds, best, weights, optimizer }: Checkpoint): Promise<void> {
    Object.assign(this, { step, seconds, lossSeconds, best });
    setWeights(this.network, weights);
    const state = decodeTensors(optimizer);
    await this.trainingStep.optimizer.setState(state);
    tf.dispose(state);
  }

  /** Makes the network the best one, if there is one yet. */
  useBest(): void {
    if (this.best) setWeights(this.network, this.best.weights);
  }
}

function isBetter(one: HeldOutResult, other: HeldOutResult): boolean {
  if (one.labelErrorRate !== other.labelErrorRate) return one.labelErrorRate < other.labelErrorRate;
  return one.loss < other.loss;
}

function setWeights(network: tf.LayersModel, encoded: readonly EncodedTensor[]): void {
  const weights = decodeTensors(encoded);
  network.setWeights(weights);
  tf.dispose(weights);
}
