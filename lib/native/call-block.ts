import { setCancelled } from './cancel-word';

/** What is known of a batch before its lengths and labels are read: it stands first in a {@link CallBlock}. */
export interface CallHeader {
  readonly batch: number;
  readonly time: number;
  readonly classes: number;
  readonly timeMajor: boolean;
  readonly blank: number;
  readonly input: InputKind;
  readonly mergeRepeated: boolean;
  readonly threads: number;
}

/** What a call is to do besides. */
export interface CallFlags {
  readonly zeroInfeasible: boolean;
  /** Whether the mean posterior of the blank is wanted. */
  readonly withBlankShares: boolean;
}

/** What the scores are, as ctc.h numbers it. */
export enum InputKind {
  Logits,
  LogProbs,
  Probs,
}

const LABELS_SIZE = 7;
const WITH_LOSS_GRADIENT = 10;
const CANCELLED = 12;
const HEADER_SIZE = 13;

/**
 * One block of memory with all the numbers of a native call, in and out, because each small array that crosses the
 * border costs as much as a tiny batch: the header, the label lengths, the input lengths, the loss gradient (float32),
 * room for the losses (float32), the blank shares (float32) and the statuses (bytes), and the labels.
 * native/binding/batch_arguments.h reads it; both must change together.
 */
export class CallBlock {
  #words: Int32Array;
  readonly batch: number;
  readonly time: number;
  readonly classes: number;
  readonly blank: number;
  readonly input: InputKind;
  readonly mergeRepeated: boolean;

  /**
   * @param labelsSize how many labels there is room for: all samples' together
   * @throws RangeError when the memory cannot be had
   */
  constructor(header: CallHeader, labelsSize: number, flags: CallFlags) {
    this.batch = header.batch;
    this.time = header.time;
    this.classes = header.classes;
    this.blank = header.blank;
    this.input = header.input;
    this.mergeRepeated = header.mergeRepeated;
    this.#words = new Int32Array(this.labelsAt + labelsSize);
    this.#words[0] = header.batch;
    this.#words[1] = header.time;
    this.#words[2] = header.classes;
    this.#words[3] = header.timeMajor ? 1 : 0;
    this.#words[4] = header.blank;
    this.#words[5] = flags.zeroInfeasible ? 1 : 0;
    this.#words[6] = header.threads;
    this.#words[LABELS_SIZE] = labelsSize;
    this.#words[8] = header.input;
    this.#words[9] = header.mergeRepeated ? 1 : 0;
    this.#words[11] = flags.withBlankShares ? 1 : 0;
  }

  /** All of it, as the native call takes it. */
  get words(): Int32Array {
    return this.#words;
  }

  // Where the parts begin, counted in words.
  get labelLengthsAt(): number {
    return HEADER_SIZE;
  }
  get inputLengthsAt(): number {
    return HEADER_SIZE + this.batch;
  }
  get #lossGradientAt(): number {
    return HEADER_SIZE + 2 * this.batch;
  }
  get #lossesAt(): number {
    return HEADER_SIZE + 3 * this.batch;
  }
  get #blankSharesAt(): number {
    return HEADER_SIZE + 4 * this.batch;
  }
  get #statusAt(): number {
    return HEADER_SIZE + 5 * this.batch;
  }
  get labelsAt(): number {
    return HEADER_SIZE + 5 * this.batch + Math.ceil(this.batch / 4);
  }

  /** What each sample's gradient is multiplied by; without it by 1. */
  setLossGradient(factors: ArrayLike<number>): void {
    new Float32Array(this.#words.buffer, this.#lossGradientAt * 4, this.batch).set(factors);
    this.#words[WITH_LOSS_GRADIENT] = 1;
  }

  /** Leaves one label of each run of equal ones. */
  collapseRepeatedLabels(): void {
    const words = this.#words;
    let from = this.labelsAt;
    let to = from;
    for (let sample = 0; sample < this.batch; sample++) {
      const start = to;
      const end = from + words[this.labelLengthsAt + sample]!;
      for (; from < end; from++) {
        if (to === start || words[from] !== words[to - 1]) words[to++] = words[from]!;
      }
      words[this.labelLengthsAt + sample] = to - start;
    }
    words[LABELS_SIZE] = to - this.labelsAt;
    this.#words = words.subarray(0, to);
  }

  /** Makes a native call on this block stop before its next sample. */
  cancel(): void {
    setCancelled(this.#words, CANCELLED);
  }

  /** A copy of the losses that the native call has written. */
  losses(): Float32Array {
    return new Float32Array(this.#words.buffer, this.#lossesAt * 4, this.batch).slice();
  }

  /** A copy of the blank's shares that the native call has written, if they were wanted. */
  blankShares(): Float32Array {
    return new Float32Array(this.#words.buffer, this.#blankSharesAt * 4, this.batch).slice();
  }

  /** A copy of the statuses that the native call has written. */
  status(): Uint8Array {
    return new Uint8Array(this.#words.buffer, this.#statusAt * 4, this.batch).slice();
  }
}
