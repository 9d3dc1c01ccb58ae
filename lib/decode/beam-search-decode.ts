import { readInteger } from '../check/simple-options';
import { wrongNumber } from '../check/wrong-value';
import type { NativeScorer } from '../native/addon';
import { runLater, runNow } from '../native/call';
import { loadNative } from '../native/load';
import { type CtcCallOptions, readCallOptions } from '../request/call-options';
import { type CheckedDecodeRequest, readDecodeRequest } from '../request/decode-request';
import { OptionReader, type OptionsOf, option, unchecked } from '../request/option';
import { type BatchOptions, batchOptions } from '../request/options';
import { type CheckedScorer, type LabelScorer, type NgramScorer, readScorer } from './beam-scorer';
import { type DecodedPath, PathRoom } from './decoded-paths';

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
   * Knowledge about label sequences besides the scores: an n-gram language model with its weights, or a function, which
   * {@link beamSearchDecode} calls once for each sequence it considers. beamSearchDecodeAsync cannot call a function.
   */
  scorer: unchecked<NgramScorer | LabelScorer>(),
};

/** A batch of scores, and how to search it. */
export interface BeamSearchRequest extends BatchOptions, OptionsOf<typeof ofBeamSearch> {}

const reader = new OptionReader({ ...batchOptions, ...ofBeamSearch });

/**
 * Prefix beam search (Graves and Jaitly, ICML 2014; Hannun et al., arXiv 1408.2873): the most probable label sequences of
 * each sample, best first. `logProb` is the logarithm of the sum over all alignments that the beam has kept of a sequence,
 * and so exact for a beam as wide as there are sequences, and a lower bound otherwise. `timesteps` are those of the
 * sequence's best alignment.
 *
 * With a `scorer` paths have a `score`, the sum of `logProb` and of what the scorer gives for the labels, and are ranked by
 * it, in the beam and in the result; `logProb` remains that of the scores alone.
 *
 * A sample has `topPaths` paths, or as many as its frames can spell with a probability above zero; one at least, which is
 * empty and has logProb -Infinity if there is none, and NaN if a frame that counts has a score that is no number.
 *
 * @throws {CtcError} if the request is wrong, memory is short, or the native addon cannot be loaded; what a function as
 * scorer throws
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
 * one after the other, as those of ctcLoss do. A call that is aborted while it runs stops before the next sample.
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

/** What both forms of the call do before the native one and after it. */
class BeamSearchCall {
  readonly #request: CheckedDecodeRequest;
  readonly #settings: Float64Array;
  readonly #room: PathRoom;
  readonly #scorer: CheckedScorer | undefined;
  readonly #nativeScorer: NativeScorer;

  constructor(request: BeamSearchRequest, threads: number, isLater: boolean) {
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
    this.#scorer = readScorer(scorer, isLater);
    // A function may do anything to the caller's scores.
    const ownScores = isLater || typeof scorer === 'function';
    this.#request = readDecodeRequest(values, { threads, ownScores });
    this.#nativeScorer = this.#scorer?.nativeArguments(this.#request.block) ?? [null, null, null];
    this.#room = new PathRoom(this.#request.block, paths, this.#scorer !== undefined);
  }

  nativeArguments() {
    const { block, scores } = this.#request;
    return [block.words, scores, this.#room.words, this.#room.logProbs, this.#settings, ...this.#nativeScorer] as const;
  }

  /** Makes the native call here and now. */
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
    return Array.from({ length: this.#request.block.batch }, (_, sample) => this.#room.pathsOf(sample));
  }
}

function readThreshold(value: unknown, name: string): number {
  if (typeof value === 'number' && value <= 0) return value;
  throw wrongNumber(value, name, LOG_OF_PROBABILITY);
}
