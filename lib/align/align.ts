import { allocate } from '../check/allocate';
import { runLater, runNow } from '../native/call';
import type { CallBlock } from '../native/call-block';
import { loadNative } from '../native/load';
import { type CtcCallOptions, readCallOptions } from '../request/call-options';
import { readAlignRequest } from '../request/decode-request';
import { type LabelledBatch, labelledBatchReader } from '../request/options';

/** Where a label is in the frames. */
export interface LabelSpan {
  readonly label: number;
  /** Its first frame. */
  readonly start: number;
  /** The frame after its last one. */
  readonly end: number;
  /** The mean log-probability of the label in these frames: e to its power is a confidence from 0 to 1. */
  readonly score: number;
}

/** The most probable way in which the frames of a sample spell its labels. */
export interface Alignment {
  /** The class of each frame that counts, blanks included. */
  readonly path: Int32Array;
  /**
   * Natural logarithm of the path's probability. -Infinity where there is none, because the sample is infeasible, and NaN
   * where a frame that counts has a score that is no number; then `path` and `spans` are empty.
   */
  readonly logProb: number;
  /** One for each label, in their order. Between them, and before and after, there may be blanks. */
  readonly spans: readonly LabelSpan[];
}

/**
 * Forced alignment: for each sample the most probable path of classes through its frames that spells its labels, by the
 * Viterbi algorithm (1967) on the lattice of the loss. Of equally probable paths it is one whose labels begin late.
 *
 * @throws {CtcError} if the request is wrong, memory is short, or the native addon cannot be loaded
 *
 * @example
 * const [{ spans }] = align({ logits, shape: [1, 50, 29], labels: [[3, 1, 20]] });
 * for (const { label, start, end } of spans) console.log(label, 0.02 * start, 0.02 * end); // seconds at 20 ms a frame
 */
export function align(request: LabelledBatch): Alignment[] {
  const values = labelledBatchReader.read(request);
  const { addon, threads } = loadNative();
  const { block, scores } = readAlignRequest(values, { threads, ownScores: false });
  const room = new AlignmentRoom(block);
  runNow(() => addon.alignSync(block.words, scores, room.states, room.scores));
  return room.alignments();
}

/**
 * {@link align} off the event loop: the scores are copied before the call returns its promise, and calls run one after
 * the other, as those of ctcLoss do. A call that is aborted while it runs stops before the next sample.
 */
export async function alignAsync(request: LabelledBatch, options: CtcCallOptions = {}): Promise<Alignment[]> {
  const signal = readCallOptions(options);
  const values = labelledBatchReader.read(request);
  const { addon, threads } = loadNative();
  const { block, scores } = readAlignRequest(values, { threads, ownScores: true });
  const room = new AlignmentRoom(block);
  await runLater({
    start: () => addon.align(block.words, scores, room.states, room.scores),
    cancel: () => block.cancel(),
    signal,
  });
  return room.alignments();
}

/** Room for what the native call finds, laid out as native/binding/decode_calls.h has it. */
class AlignmentRoom {
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
