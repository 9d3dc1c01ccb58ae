import { allocate } from '../check/allocate';
import { runLater, runNow } from '../native/call';
import type { CallBlock } from '../native/call-block';
import { loadNative } from '../native/load';
import { type CtcCallOptions, readCallOptions } from '../request/call-options';
import { readAlignRequest } from '../request/decode-request';
import { type LabelledBatch, labelledBatchReader } from '../request/options';

/** The frames of one label. */
export interface LabelSpan {
  readonly label: number;
  /** First frame. */
  readonly start: number;
  /** End frame, exclusive. */
  readonly end: number;
  /** Mean log-probability of the label over these frames; exp(score) is a confidence from 0 to 1. */
  readonly score: number;
}

/** The most probable alignment of a sample's labels to its frames. */
export interface Alignment {
  /** Class of each valid frame, blanks included. */
  readonly path: Int32Array;
  /**
   * ln of the path's probability. -Infinity if the sample is infeasible, NaN if a valid frame has an invalid score (status 2
   * of the loss); `path` and `spans` are then empty.
   */
  readonly logProb: number;
  /** One per label, in order, with blanks possible before, between and after them. */
  readonly spans: readonly LabelSpan[];
}

/**
 * Forced alignment: for each sample the most probable path of classes that spells its labels, by the Viterbi algorithm (1967)
 * on the lattice of the loss. Among equally probable paths, labels start late.
 *
 * @throws {CtcError} if the request is invalid, memory is short, or the native addon cannot be loaded
 *
 * @example
 * const [{ spans }] = align({ logits, shape: [1, 50, 29], labels: [[3, 1, 20]] });
 * for (const { label, start, end } of spans) console.log(label, 0.02 * start, 0.02 * end); // seconds at 20 ms a frame
 */
export function align(request: LabelledBatch): Alignment[] {
  const values = labelledBatchReader.read(request);
  const { addon, threads } = loadNative();
  const { block, scores } = readAlignRequest(values, { threads, ownScores: false });
  const buffers = new AlignmentBuffers(block);
  runNow(() => addon.alignSync(block.words, scores, buffers.states, buffers.scores));
  return buffers.alignments();
}

/**
 * {@link align} off the event loop. The scores are copied before the promise is returned, and calls run one at a time, like
 * those of ctcLoss. A running call that is aborted stops before the next sample.
 */
export async function alignAsync(request: LabelledBatch, options: CtcCallOptions = {}): Promise<Alignment[]> {
  const signal = readCallOptions(options);
  const values = labelledBatchReader.read(request);
  const { addon, threads } = loadNative();
  const { block, scores } = readAlignRequest(values, { threads, ownScores: true });
  const buffers = new AlignmentBuffers(block);
  await runLater({
    start: () => addon.align(block.words, scores, buffers.states, buffers.scores),
    cancel: () => block.cancel(),
    signal,
  });
  return buffers.alignments();
}

/** Output buffers of the native call; native/binding/decode_calls.h describes their layout. */
class AlignmentBuffers {
  readonly states: Int32Array;
  readonly scores: Float64Array;
  readonly #block: CallBlock;

  constructor(block: CallBlock) {
    const frames = block.batch * block.time;
    this.#block = block;
    this.states = allocate(() => new Int32Array(frames), 'the alignment');
    this.scores = allocate(() => new Float64Array(block.batch + frames), 'the alignment');
  }

  alignments(): Alignment[] {
    const { words, batch, time, labelLengthsAt, inputLengthsAt, labelsAt } = this.#block;
    let labelStart = labelsAt;
    return Array.from({ length: batch }, (_, sample) => {
      const labelEnd = labelStart + words[labelLengthsAt + sample]!;
      const labels = words.subarray(labelStart, labelEnd);
      labelStart = labelEnd;
      const logProb = this.scores[sample]!;
      if (!Number.isFinite(logProb)) return { path: new Int32Array(0), logProb, spans: [] };
      const frames = words[inputLengthsAt + sample]!;
      const states = this.states.subarray(sample * time, sample * time + frames);
      const scores = this.scores.subarray(batch + sample * time, batch + sample * time + frames);
      return this.#alignment(labels, states, scores, logProb);
    });
  }

  #alignment(labels: Int32Array, states: Int32Array, scores: Float64Array, logProb: number): Alignment {
    const path = new Int32Array(states.length).fill(this.#block.blank);
    const spans: LabelSpan[] = [];
    for (let frame = 0; frame < states.length; ) {
      const state = states[frame]!;
      const start = frame;
      let sum = 0;
      for (; frame < states.length && states[frame] === state; frame++) sum += scores[frame]!;
      if (state % 2 === 0) continue;
      const label = labels[(state - 1) / 2]!;
      path.fill(label, start, frame);
      spans.push({ label, start, end: frame, score: sum / (frame - start) });
    }
    return { path, logProb, spans };
  }
}
