import { runLater, runNow } from '../native/call';
import { loadNative } from '../native/load';
import { type CtcCallOptions, readCallOptions } from '../request/call-options';
import { readDecodeRequest } from '../request/decode-request';
import { type BatchOptions, batchReader } from '../request/options';
import { type DecodedPath, PathRoom } from './decoded-paths';

/**
 * Best path decoding (Graves et al., ICML 2006): the most probable class of each frame, the lowest of equal ones, then
 * repeats merged (unless `mergeRepeated` is false) and blanks dropped. `logProb` is that of this one alignment, the sum
 * over the frames, not the sum over alignments.
 *
 * @returns for each sample its labels, the frame each begins in, and the logarithm of the probability
 * @throws {CtcError} if the request is wrong, memory is short, or the native addon cannot be loaded
 *
 * @example
 * const [{ labels, logProb }] = greedyDecode({ logits, shape: [1, 50, 29] });
 */
export function greedyDecode(request: BatchOptions): DecodedPath[] {
  const values = batchReader.read(request);
  const { addon, threads } = loadNative();
  const { block, scores } = readDecodeRequest(values, { threads, ownScores: false });
  const room = new PathRoom(block, 1);
  runNow(() => addon.greedySync(block.words, scores, room.words, room.logProbs));
  return onePathEach(room, block.batch);
}

/**
 * {@link greedyDecode} off the event loop: the scores are copied before the call returns its promise, and calls run one
 * after the other, as those of ctcLoss do.
 */
export async function greedyDecodeAsync(request: BatchOptions, options: CtcCallOptions = {}): Promise<DecodedPath[]> {
  const signal = readCallOptions(options);
  const values = batchReader.read(request);
  const { addon, threads } = loadNative();
  const { block, scores } = readDecodeRequest(values, { threads, ownScores: true });
  const room = new PathRoom(block, 1);
  await runLater({
    start: () => addon.greedy(block.words, scores, room.words, room.logProbs),
    cancel: () => block.cancel(),
    signal,
  });
  return onePathEach(room, block.batch);
}

function onePathEach(room: PathRoom, batch: number): DecodedPath[] {
  return Array.from({ length: batch }, (_, sample) => room.pathsOf(sample)[0]!);
}
