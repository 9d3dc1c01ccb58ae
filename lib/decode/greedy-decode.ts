import { runLater, runNow } from '../native/call';
import { loadNative } from '../native/load';
import { type CtcCallOptions, readCallOptions } from '../request/call-options';
import { readDecodeRequest } from '../request/decode-request';
import { type BatchOptions, batchReader } from '../request/options';
import { type DecodedPath, PathBuffers } from './decoded-paths';

/**
 * Best path decoding (Graves et al., ICML 2006): takes the most probable class of each frame, the lowest of equally
 * probable ones, merges repeats (unless `mergeRepeated` is false) and drops blanks. `logProb` is the log-probability of
 * this one alignment, not of all alignments of the labels.
 *
 * @returns for each sample its labels, the frame in which each begins, and the log-probability
 * @throws {CtcError} if the request is invalid, memory runs out, or the native addon cannot be loaded
 *
 * @example
 * const [{ labels, logProb }] = greedyDecode({ logits, shape: [1, 50, 29] });
 */
export function greedyDecode(request: BatchOptions): DecodedPath[] {
  const values = batchReader.read(request);
  const { addon, threads } = loadNative();
  const { block, scores } = readDecodeRequest(values, { threads, ownScores: false });
  const buffers = new PathBuffers(block, 1);
  runNow(() => addon.greedySync(block.words, scores, buffers.words, buffers.logProbs));
  return onePathEach(buffers, block.batch);
}

/**
 * {@link greedyDecode} off the event loop: the scores are copied before the call returns its promise, and calls run one
 * after the other, like those of ctcLoss.
 */
export async function greedyDecodeAsync(request: BatchOptions, options: CtcCallOptions = {}): Promise<DecodedPath[]> {
  const signal = readCallOptions(options);
  const values = batchReader.read(request);
  const { addon, threads } = loadNative();
  const { block, scores } = readDecodeRequest(values, { threads, ownScores: true });
  const buffers = new PathBuffers(block, 1);
  await runLater({
    start: () => addon.greedy(block.words, scores, buffers.words, buffers.logProbs),
    cancel: () => block.cancel(),
    signal,
  });
  return onePathEach(buffers, block.batch);
}

function onePathEach(buffers: PathBuffers, batch: number): DecodedPath[] {
  return Array.from({ length: batch }, (_, sample) => buffers.pathsOf(sample)[0]!);
}
