import { allocate } from '../check/allocate';
import type { CallBlock } from '../native/call-block';

/** A label sequence decoded from the scores of one sample. */
export interface DecodedPath {
  /** Class numbers, without blanks. */
  readonly labels: Int32Array;
  /** The frame in which each label begins. */
  readonly timesteps: Int32Array;
  /** Natural logarithm of its probability. NaN, with no labels, if a valid frame has NaN or +Infinity. */
  readonly logProb: number;
  /** `logProb` plus the scorer's values, by which a beam search with a scorer ranks. Absent without a scorer. */
  readonly score?: number;
}

/** Buffers for the paths of a native call, in the layout of native/binding/decode_calls.h. */
export class PathBuffers {
  readonly words: Int32Array;
  readonly logProbs: Float64Array;
  readonly #time: number;
  readonly #perSample: number;
  readonly #withScores: boolean;
  readonly #labelsAt: number;
  readonly #timestepsAt: number;

  constructor({ batch, time }: CallBlock, perSample: number, withScores = false) {
    const count = batch * perSample;
    this.#time = time;
    this.#perSample = perSample;
    this.#withScores = withScores;
    this.#labelsAt = count;
    this.#timestepsAt = count + count * time;
    this.words = allocate(() => new Int32Array(count + 2 * count * time), 'the labels');
    this.logProbs = allocate(() => new Float64Array(withScores ? 2 * count : count), 'the labels');
  }

  /** Copies of the paths of a sample, best first. */
  pathsOf(sample: number): DecodedPath[] {
    const paths: DecodedPath[] = [];
    const first = sample * this.#perSample;
    for (let place = first; place < first + this.#perSample && this.words[place]! >= 0; place++) {
      const length = this.words[place]!;
      const part = (at: number) => this.words.slice(at + place * this.#time, at + place * this.#time + length);
      paths.push({
        labels: part(this.#labelsAt),
        timesteps: part(this.#timestepsAt),
        logProb: this.logProbs[place]!,
        ...(this.#withScores && { score: this.logProbs[this.#labelsAt + place]! }),
      });
    }
    return paths;
  }
}
