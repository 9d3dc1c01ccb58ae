/** The sizes and flags that stand first in a {@link CallBlock}. */
export interface CallHeader {
  readonly batch: number;
  readonly time: number;
  readonly classes: number;
  readonly timeMajor: boolean;
  readonly blank: number;
  readonly zeroInfeasible: boolean;
  readonly threads: number;
  /** How many labels all samples have together. */
  readonly labelsSize: number;
}

const HEADER_SIZE = 8;

/**
 * One block of memory with all the numbers of a native call, in and out, because each small array that crosses the
 * border costs as much as a tiny batch: the header, the label lengths, the input lengths, the labels, and room for the
 * losses (float32) and the statuses (bytes). native/binding/request.h reads it; both must change together.
 */
export class CallBlock {
  readonly words: Int32Array;
  readonly batch: number;
  /** Where the parts begin, counted in words. */
  readonly labelLengthsAt = HEADER_SIZE;
  readonly inputLengthsAt: number;
  readonly labelsAt: number;
  readonly #lossesAt: number;
  readonly #statusAt: number;

  /** @throws RangeError when the memory cannot be had */
  constructor(header: CallHeader) {
    this.batch = header.batch;
    this.inputLengthsAt = this.labelLengthsAt + header.batch;
    this.labelsAt = this.inputLengthsAt + header.batch;
    this.#lossesAt = this.labelsAt + header.labelsSize;
    this.#statusAt = this.#lossesAt + header.batch;
    this.words = new Int32Array(this.#statusAt + Math.ceil(header.batch / 4));
    this.words[0] = header.batch;
    this.words[1] = header.time;
    this.words[2] = header.classes;
    this.words[3] = header.timeMajor ? 1 : 0;
    this.words[4] = header.blank;
    this.words[5] = header.zeroInfeasible ? 1 : 0;
    this.words[6] = header.threads;
    this.words[7] = header.labelsSize;
  }

  /** A copy of the losses that the native call has written. */
  losses(): Float32Array {
    return new Float32Array(this.words.buffer, this.#lossesAt * 4, this.batch).slice();
  }

  /** A copy of the statuses that the native call has written. */
  status(): Uint8Array {
    return new Uint8Array(this.words.buffer, this.#statusAt * 4, this.batch).slice();
  }
}
