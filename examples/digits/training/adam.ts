import * as tf from '@tensorflow/tfjs-node';

/** The powers of the two decay rates, which the library keeps to itself and, when it restores an optimizer, rounds anew. */
interface Powers {
  readonly accBeta1: tf.Variable;
  readonly accBeta2: tf.Variable;
}

/** The library's Adam, with a learning rate that can be set and a state that can be put back bit for bit. */
export class Adam extends tf.AdamOptimizer {
  constructor() {
    super(0, 0.9, 0.999, 1e-7);
  }

  setLearningRate(learningRate: number): void {
    this.learningRate = learningRate;
  }

  /** The tensors are the optimizer's own, but for the first, the count of steps, which is the caller's. */
  async getState(): Promise<tf.Tensor[]> {
    const { accBeta1, accBeta2 } = this.powers;
    const [steps, ...moments] = await this.getWeights();
    return [steps!.tensor, accBeta1, accBeta2, ...moments.map(({ tensor }) => tensor)];
  }

  /** Takes copies of what {@link getState} returned. */
  async setState([steps, accBeta1, accBeta2, ...moments]: readonly tf.Tensor[]): Promise<void> {
    const named = [steps!, ...moments].map((tensor, index) => ({ name: `adam/${index}`, tensor }));
    await this.setWeights(named);
    this.powers.accBeta1.assign(accBeta1!);
    this.powers.accBeta2.assign(accBeta2!);
  }

  private get powers(): Powers {
    return this as unknown as Powers;
  }
}
