import { CtcError } from '../check/errors';
import { lengthOf } from '../check/typed-arrays';
import { runLater, runNow } from '../native/call';
import { loadNative } from '../native/load';
import { newFloats } from '../native/new-floats';
import { type CtcCallOptions, readCallOptions } from '../request/call-options';
import { refuseInfeasible, refuseTooFewFrames } from '../request/feasibility';
import { type CheckedRequest, readRequest } from '../request/loss-request';
import type { CtcRequest } from '../request/options';
import { Reducer } from './reduction';

/** Losses of a batch, one for each sample, and their gradients. */
export interface CtcResult {
  /**
   * -log p(labels | scores) of each sample, in nats, [batch], not reduced: never below 0 for logits, +infinity (or 0) for
   * an infeasible one.
   */
  readonly losses: Float32Array;
  /** The reduced loss, if `reduction` is not 'none'. */
  readonly loss?: number;
  /**
   * d(`loss`) / d(scores as they were given), in their shape and layout; without a reduction that of the sum of losses,
   * each times its `lossGradient`. Of logits it is softmax - posterior, of logProbs -posterior, of probs
   * -posterior / probability, and 0 in padding and in infeasible samples. The array that was given, if one was; absent if
   * none was asked for.
   */
  readonly gradient?: Float32Array;
  /**
   * [batch] 0: all is well; 1: infeasible, the frames cannot hold the labels or give every alignment of them a
   * probability of 0; 2: not a number, a frame that counts has NaN or +infinity in it, or a negative probability, or
   * nothing but -infinity among its logits, and so loss and gradient of that sample are NaN.
   */
  readonly status: Uint8Array;
}

/**
 * The CTC loss of each sample of a batch and its gradient with respect to the scores, computed before the call returns,
 * on this thread and the native ones that help it.
 *
 * The loss is the negative logarithm of the probability, summed over all alignments, that the frames of a sample spell
 * its labels: A. Graves, S. Fernandez, F. Gomez, J. Schmidhuber, "Connectionist Temporal Classification: Labelling
 * Unsegmented Sequence Data with Recurrent Neural Networks", ICML 2006. A sample is feasible if it has at least as many
 * frames as labels and adjacent equal labels. Without labels the loss is that of blanks throughout, and 0 for no frames.
 *
 * The bits of a sample's result depend neither on the number of threads, nor on the layout, nor on its batch.
 *
 * @throws {CtcError} if the request is wrong, memory is short, or the native addon cannot be loaded
 *
 * @example
 * const { losses, gradient } = ctcLossSync({
 *   logits,                          // Float32Array of 2 * 50 * 29 scores
 *   shape: [2, 50, 29],              // batch, time, classes
 *   labels: [[3, 1, 20], [4, 15, 7]],
 * });
 */
export function ctcLossSync(request: CtcRequest): CtcResult {
  const { addon, threads } = loadNative();
  const call = new LossCall(readRequest(request, { threads }));
  const given = call.request.gradient;
  const gradient = typeof given === 'object' ? given : call.newGradient();
  runNow(() => addon.lossSync(call.request.block.words, call.request.scores, gradient));
  return call.result(gradient);
}

/**
 * {@link ctcLossSync} off the event loop. Everything is read, checked and copied before the call returns its promise, so
 * nothing that happens to the arrays afterwards changes the result; a gradient array that was given is written when the
 * promise settles. Calls run one after the other in the order they were made, each with all its threads, so that only one
 * thread of libuv's pool is ever taken. Each call that waits holds a copy of its scores.
 *
 * A call whose signal is aborted rejects at once. If it was waiting, it never runs; if it was running, it stops before the
 * next sample. A gradient array that was given is then not written.
 *
 * @returns a promise that rejects with a {@link CtcError} where ctcLossSync throws
 */
export async function ctcLoss(request: CtcRequest, options: CtcCallOptions = {}): Promise<CtcResult> {
  const signal = readCallOptions(options);
  const { addon, threads } = loadNative();
  const call = new LossCall(readRequest(request, { threads, ownScores: true }));
  const { block, scores, gradient: given } = call.request;
  // The job writes where no other code can reach; the caller's own array could be transferred meanwhile.
  const gradient = call.newGradient();
  await runLater({ start: () => addon.loss(block.words, scores, gradient), cancel: () => block.cancel(), signal });
  const result = call.result(gradient);
  if (typeof given !== 'object' || gradient === null) return result;
  if (lengthOf(given) !== lengthOf(gradient)) {
    throw new CtcError('ERR_CTC_DETACHED', 'gradient was detached or resized while the loss was computed', {
      argument: 'gradient',
    });
  }
  Float32Array.prototype.set.call(given, gradient);
  return { ...result, gradient: given };
}

/** What both forms of the call do before the native one and after it. */
class LossCall {
  readonly #reducer: Reducer | undefined;

  constructor(readonly request: CheckedRequest) {
    const { block, reduction, infeasible } = request;
    if (infeasible === 'throw') refuseTooFewFrames(block);
    if (reduction !== 'none') this.#reducer = new Reducer(block, reduction, infeasible === 'skip');
  }

  newGradient(): Float32Array | null {
    const { gradient, scores } = this.request;
    if (gradient === false) return null;
    return newFloats(lengthOf(scores), 'the gradient');
  }

  result(gradient: Float32Array | null): CtcResult {
    const { block, infeasible } = this.request;
    const losses = block.losses();
    const status = block.status();
    if (infeasible === 'throw') refuseInfeasible(block, status);
    const result = gradient === null ? { losses, status } : { losses, gradient, status };
    if (this.#reducer === undefined) return result;
    return { ...result, loss: this.#reducer.reduce(losses, status, gradient) };
  }
}
