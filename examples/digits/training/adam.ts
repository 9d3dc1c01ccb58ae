import * as tf from '@tensorflow/tfjs-node';

/** Powers of the two decay rates. They are private in TensorFlow.js, which recomputes them inexactly when it restores an optimizer. */
interface Powers {
  readonly accBeta1: tf.Variable;
  readonly accBeta2: tf.Variable;
}

/** TensorFlow.js' Adam with a settable learning rate and a state that can be restored bit for bit. */
export class Adam extends tf.AdamOptimizer {
  constructor() {
    super(0, 0.9, 0.999, 1e-7);
  }

  setLearningRate(learningRate: number): void {
    this.learningRate = learningRate;
  }

  /** The caller disposes of the first tensor, the number of steps; the others belong to the optimizer. */
  async getState(): Promise<tf.Tensor[]> {
    const { accBeta1, accBeta2 } = this.powers;
    const [steps, ...moments] = await this.getWeights();
    return [steps!.tensor, accBeta1, accBeta2, ...moments.map(({ tensor }) => tensor)];
  }

  /** Copies tensors from {@link getState}. */
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
