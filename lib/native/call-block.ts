import { setCancelled } from './cancel-word';
import { positionsOf } from './layout';

/** What the scores are, as native/include/ctc/ctc.h numbers it. */
export enum InputKind {
  Logits,
  LogProbs,
  Probs,
}

/** Header words that carry an option as it is: a number, or 0 and 1. */
const OPTION_WORDS = ['threads', 'mergeRepeated'] as const;

/** The header: one word each, in this order. native/request/call_block.h has the same names; a test compares them. */
export const HEADER = [
  'batch',
  'time',
  'classes',
  'timeMajor',
  'blank',
  'input',
  'labelsSize',
  'zeroInfeasible',
  'withLossGradient',
  'withBlankShares',
  'cancelled',
  ...OPTION_WORDS,
] as const;

/** The arrays after the header, in this order: each has one element per sample, and starts at a whole word. */
export const ARRAYS = ['labelLengths', 'inputLengths', 'lossGradient', 'losses', 'blankShares', 'status'] as const;

const WORD = positionsOf(HEADER);
const ARRAY = positionsOf(ARRAYS);

/** The values of the header that are known before lengths and labels are read. */
export interface CallHeader {
  readonly batch: number;
  readonly time: number;
  readonly classes: number;
  readonly timeMajor: boolean;
  readonly blank: number;
  readonly input: InputKind;
  /** The options of the request; those that a kind of request does not have are 0. */
  readonly options: Readonly<Partial<Record<(typeof OPTION_WORDS)[number], number | boolean>>>;
}

/** What the native call computes besides the losses. */
export interface CallFlags {
  readonly zeroInfeasible: boolean;
  /** Whether to compute the mean posterior of the blank. */
  readonly withBlankShares: boolean;
}

/**
 * All numbers of a native call, in and out, in one block of 32-bit words: passing several small arrays to native code would
 * cost as much as computing a tiny batch. The header is followed by the arrays and by the concatenated labels. The loss
 * gradient, losses and blank shares are float32, the statuses bytes, everything else is int32.
 */
export class CallBlock {
  #words: Int32Array;
  readonly batch: number;
  readonly time: number;
  readonly classes: number;
  readonly timeMajor: boolean;
  readonly blank: number;
  readonly input: InputKind;
  readonly mergeRepeated: boolean;

  /**
   * @param labelsSize number of labels of all samples
   * @throws RangeError if memory is short
   */
  constructor(header: CallHeader, labelsSize: number, flags: CallFlags) {
    this.batch = header.batch;
    this.time = header.time;
    this.classes = header.classes;
    this.timeMajor = header.timeMajor;
    this.blank = header.blank;
    this.input = header.input;
    this.mergeRepeated = header.options.mergeRepeated === true;
    const words = new Int32Array(this.labelsAt + labelsSize);
    words[WORD.batch] = header.batch;
    words[WORD.time] = header.time;
    words[WORD.classes] = header.classes;
    words[WORD.timeMajor] = Number(header.timeMajor);
    words[WORD.blank] = header.blank;
    words[WORD.input] = header.input;
    words[WORD.labelsSize] = labelsSize;
    words[WORD.zeroInfeasible] = Number(flags.zeroInfeasible);
    words[WORD.withBlankShares] = Number(flags.withBlankShares);
    for (const name of OPTION_WORDS) words[WORD[name]] = Number(header.options[name] ?? 0);
    this.#words = words;
  }

  /** The whole block, as the native call takes it. */
  get words(): Int32Array {
    return this.#words;
  }

  // Where each array starts, in words.
  get labelLengthsAt(): number {
    return HEADER.length + ARRAY.labelLengths * this.batch;
  }
  get inputLengthsAt(): number {
    return HEADER.length + ARRAY.inputLengths * this.batch;
  }
  get #lossGradientAt(): number {
    return HEADER.length + ARRAY.lossGradient * this.batch;
  }
  get #lossesAt(): number {
    return HEADER.length + ARRAY.losses * this.batch;
  }
  get #blankSharesAt(): number {
    return HEADER.length + ARRAY.blankShares * this.batch;
  }
  get #statusAt(): number {
    return HEADER.length + ARRAY.status * this.batch;
  }
  get labelsAt(): number {
    return this.#statusAt + Math.ceil(this.batch / 4);
  }

  /** Sets the factor of each sample's gradient, which is 1 otherwise. */
  setLossGradient(factors: ArrayLike<number>): void {
    new Float32Array(this.#words.buffer, this.#lossGradientAt * 4, this.batch).set(factors);
    this.#words[WORD.withLossGradient] = 1;
  }

  /** Collapses each run of equal labels to one. */
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
    words[WORD.labelsSize] = to - this.labelsAt;
    this.#words = words.subarray(0, to);
  }

  /** Makes a native call on this block stop before its next sample. */
  cancel(): void {
    setCancelled(this.#words, WORD.cancelled);
  }

  /** A copy of the losses that the native call has written. */
  losses(): Float32Array {
    return new Float32Array(this.#words.buffer, this.#lossesAt * 4, this.batch).slice();
  }

  /** A copy of the blank shares that the native call has written, if they were requested. */
  blankShares(): Float32Array {
    return new Float32Array(this.#words.buffer, this.#blankSharesAt * 4, this.batch).slice();
  }

  /** A copy of the statuses that the native call has written. */
  status(): Uint8Array {
    return new Uint8Array(this.#words.buffer, this.#statusAt * 4, this.batch).slice();
  }
}
