import { lengthOf } from '../check/typed-arrays';
import type { CallBlock } from '../native/call-block';
import { Status } from '../native/status';
import { isFeasible, measureSamples } from '../request/feasibility';
import type { Reduction } from '../request/options';

/**
 * Reduces the losses of one call to one number, sum(weight * loss) / divisor, and scales the gradient to match. Weights and
 * divisor go into the native call as the loss gradient. With infeasible: 'skip' the divisor may turn out smaller: whether
 * every alignment has probability 0 is known only after the call.
 */
export class Reducer {
  readonly #reduction: Exclude<Reduction, 'none'>;
  readonly #labelLengths: Int32Array;
  readonly #skipsInfeasible: boolean;
  readonly #expectedDivisor: number;

  constructor(block: CallBlock, reduction: Exclude<Reduction, 'none'>, skipsInfeasible: boolean) {
    this.#reduction = reduction;
    this.#skipsInfeasible = skipsInfeasible;
    this.#labelLengths = block.words.subarray(block.labelLengthsAt, block.labelLengthsAt + block.batch);
    const needs = skipsInfeasible ? measureSamples(block) : [];
    this.#expectedDivisor = this.#divisor((sample) => !skipsInfeasible || isFeasible(needs[sample]!));
    if (reduction !== 'sum') {
      block.setLossGradient(
        Float32Array.from(this.#labelLengths, (labels) => this.#weight(labels) / this.#expectedDivisor),
      );
    }
  }

  /**
   * @param gradient as written by the native call; rescaled in place if the divisor differs from the expected one
   * @returns the reduced loss
   */
  reduce(losses: Float32Array, status: Uint8Array, gradient: Float32Array | null): number {
    const counts = (sample: number) => !this.#skipsInfeasible || status[sample] !== Status.Infeasible;
    const divisor = this.#divisor(counts);
    if (divisor !== this.#expectedDivisor && gradient !== null) {
      const factor = this.#expectedDivisor / divisor;
      const size = lengthOf(gradient);
      for (let i = 0; i < size; i++) gradient[i]! *= factor;
    }
    let sum = 0;
    for (let sample = 0; sample < losses.length; sample++) {
      if (counts(sample)) sum += this.#weight(this.#labelLengths[sample]!) * losses[sample]!;
    }
    return sum / divisor;
  }

  #weight(labels: number): number {
    return this.#reduction === 'labelMean' ? 1 / Math.max(labels, 1) : 1;
  }

  /** At least 1, so that the mean of no samples is 0 and not NaN. */
  #divisor(counts: (sample: number) => boolean): number {
    if (this.#reduction === 'sum') return 1;
    let divisor = 0;
    for (let sample = 0; sample < this.#labelLengths.length; sample++) {
      if (counts(sample)) divisor += this.#reduction === 'volumeMean' ? this.#labelLengths[sample]! : 1;
    }
    return Math.max(divisor, 1);
  }
}
