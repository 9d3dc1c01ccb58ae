import { lengthOf } from '../check/typed-arrays';
import type { CallBlock } from '../native/call-block';
import { Status } from '../native/status';
import { isFeasible, measureSamples } from '../request/feasibility';
import type { Reduction } from '../request/options';

/**
 * Reduces the losses of one call, and their gradient with them: the sum of weighted losses over a divisor. The weights
 * and the divisor are known before the native call, which multiplies the gradient by them, except where samples that
 * are left out turn out to be infeasible only there.
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
   * @param gradient what the native call has written; multiplied in place where the divisor is another than expected
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

  /** At least 1, so that the mean over nothing is a number. */
  #divisor(counts: (sample: number) => boolean): number {
    if (this.#reduction === 'sum') return 1;
    let divisor = 0;
    for (let sample = 0; sample < this.#labelLengths.length; sample++) {
      if (counts(sample)) divisor += this.#reduction === 'volumeMean' ? this.#labelLengths[sample]! : 1;
    }
    return Math.max(divisor, 1);
  }
}
