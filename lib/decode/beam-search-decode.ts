import { readInteger } from '../check/simple-options';
import { wrongNumber } from '../check/wrong-value';
import type { NativeScorer } from '../native/addon';
import { runLater, runNow } from '../native/call';
import { loadNative } from '../native/load';
import { type CtcCallOptions, readCallOptions } from '../request/call-options';
import { type CheckedDecodeRequest, readDecodeRequest } from '../request/decode-request';
import { OptionReader, type OptionsOf, option, unchecked } from '../request/option-reader';
import { type BatchOptions, batchOptions } from '../request/options';
import { type CheckedScorer, type LabelScorer, type NgramScorer, readScorer } from './beam-scorer';
import { type DecodedPath, PathBuffers } from './decoded-paths';

const MAX_BEAM_WIDTH = 2 ** 20;
const MAX_CLASSES = 2 ** 31 - 1;

/** For messages. */
export const LOG_OF_PROBABILITY = 'a logarithm of a probability, at most 0, such as -5';

/** The options of the beam search alone. */
const ofBeamSearch = {
  /** Number of label sequences kept after each frame, 1 to 1048576. Default 100. */
  beamWidth: option<number>(
    (value, name) => readInteger(value, name, 1, MAX_BEAM_WIDTH, `a whole number from 1 to ${MAX_BEAM_WIDTH}`),
    100,
  ),
  /** Number of label sequences to return for each sample, best first, at most `beamWidth`. Default 1. */
  topPaths: option<number, unknown>((value) => value, 1),
  /**
   * Number of classes of a frame that may extend a sequence: the most probable ones besides the blank. Default: all. A small
   * number saves time with thousands of classes.
   */
  classesPerFrame: option<number>(
    (value, name) => readInteger(value, name, 1, MAX_CLASSES, 'a whole number from 1'),
    MAX_CLASSES,
  ),
  /**
   * A class extends no sequence in a frame in which its log-probability is below this, such as -5; at most 0. Default
   * -Infinity. Sequences that entered the beam in another way are kept.
   */
  logProbThreshold: option<number>(readThreshold, Number.NEGATIVE_INFINITY),
  /**
   * Weighs label sequences independently of the scores: an n-gram language model with its weights, or a function, which
   * {@link beamSearchDecode} calls once for each sequence it considers. beamSearchDecodeAsync cannot call a function.
   */
  scorer: unchecked<NgramScorer | LabelScorer>(),
};

/** A batch of scores, and how to search it. */
export interface BeamSearchRequest extends BatchOptions, OptionsOf<typeof ofBeamSearch> {}

const reader = new OptionReader({ ...batchOptions, ...ofBeamSearch });

/**
 * Prefix beam search (Graves and Jaitly, ICML 2014; Hannun et al., arXiv 1408.2873): the most probable label sequences of
 * each sample, best first. `logProb` is the logarithm of the sum over the alignments of the sequence that the beam has kept:
 * exact for a beam as wide as there are sequences, otherwise a lower bound. `timesteps` are those of the sequence's best
 * alignment.
 *
 * With a `scorer`, paths are ranked by their `score`, the sum of `logProb` and the scorer's values for the labels, both in
 * the beam and in the result; `logProb` does not include the scorer.
 *
 * Scores are compared on a grid of 2^-30. Of equal candidates for the beam, a sequence that is in it precedes a new one; of
 * two in the beam, the one that ranked higher; of two new ones, the one whose prefix ranked higher, then the one whose last
 * label is more probable in the frame, then the one with the lower class. Paths are sorted by their exact scores.
 *
 * A sample has `topPaths` paths, or fewer if its frames spell fewer with a probability above zero, but at least one. If they
 * spell none, the path is empty and its logProb is -Infinity; if a valid frame has NaN or +Infinity, its logProb is NaN.
 *
 * @throws {CtcError} if the request is invalid, memory runs out, or the native addon cannot be loaded. Exceptions of a
 * scorer function propagate unchanged
 *
 * @example
 * const [[best, second]] = beamSearchDecode({ logits, shape: [1, 50, 29], beamWidth: 20, topPaths: 2 });
 */
export function beamSearchDecode(request: BeamSearchRequest): DecodedPath[][] {
  const { addon, threads } = loadNative();
  const call = new BeamSearchCall(request, threads, false);
  call.run(() => addon.beamSearchSync(...call.nativeArguments()));
  return call.paths();
}

/**
 * {@link beamSearchDecode} off the event loop: the scores are copied before the call returns its promise, and calls run
 * one after the other, like those of ctcLoss. A call that is aborted while it runs stops before the next sample.
 */
export async function beamSearchDecodeAsync(
  request: BeamSearchRequest,
  options: CtcCallOptions = {},
): Promise<DecodedPath[][]> {
  const signal = readCallOptions(options);
  const { addon, threads } = loadNative();
  const call = new BeamSearchCall(request, threads, true);
  await runLater({ start: () => addon.beamSearch(...call.nativeArguments()), cancel: () => call.cancel(), signal });
  return call.paths();
}

/** The work before and after the native call, common to both functions. */
class BeamSearchCall {
  readonly #request: CheckedDecodeRequest;
  readonly #settings: Float64Array;
  readonly #buffers: PathBuffers;
  readonly #scorer: CheckedScorer | undefined;
  readonly #nativeScorer: NativeScorer;

  constructor(request: BeamSearchRequest, threads: number, isAsync: boolean) {
    const values = reader.read(request);
    const { beamWidth: width, classesPerFrame, logProbThreshold, scorer } = values;
    const paths = readInteger(
      values.topPaths,
      'topPaths',
      1,
      width,
      `a whole number from 1 to ${width}, the beamWidth`,
    );
    this.#settings = Float64Array.of(width, paths, classesPerFrame, logProbThreshold);
    this.#scorer = readScorer(scorer, isAsync);
    // A scorer function may modify or transfer the scores.
    const ownScores = isAsync || typeof scorer === 'function';
    this.#request = readDecodeRequest(values, { threads, ownScores });
    this.#nativeScorer = this.#scorer?.nativeArguments(this.#request.block) ?? [null, null, null];
    this.#buffers = new PathBuffers(this.#request.block, paths, this.#scorer !== undefined);
  }

  nativeArguments() {
    const { block, scores } = this.#request;
    return [
      block.words,
      scores,
      this.#buffers.words,
      this.#buffers.logProbs,
      this.#settings,
      ...this.#nativeScorer,
    ] as const;
  }

  /** Runs the native call on this thread. */
  run(call: () => void): void {
    try {
      runNow(call);
    } catch (error) {
      this.#scorer?.rethrow();
      throw error;
    }
  }

  cancel(): void {
    this.#request.block.cancel();
  }

  paths(): DecodedPath[][] {
    return Array.from({ length: this.#request.block.batch }, (_, sample) => this.#buffers.pathsOf(sample));
  }
}

function readThreshold(value: unknown, name: string): number {
  if (typeof value === 'number' && value <= 0) return value;
  throw wrongNumber(value, name, LOG_OF_PROBABILITY);
}
