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

/** Losses of a batch, one per sample, and their gradient. */
export interface CtcResult {
  /**
   * -ln p(labels | scores) of each sample, in nats, [batch], not reduced: never below 0 for logits; +infinity (or 0, see
   * CtcRequest.infeasible) for an infeasible sample.
   */
  readonly losses: Float32Array;
  /** The reduced loss, if `reduction` is not 'none'. */
  readonly loss?: number;
  /**
   * d(`loss`) / d(the scores passed), in their shape and layout; without a reduction, the gradient of the sum of
   * loss * `lossGradient`. It is softmax - posterior for logits, -posterior for logProbs, -posterior / probability for probs,
   * and 0 in padding and in infeasible samples. The array passed as `gradient`, if any; absent for `gradient: false`.
   */
  readonly gradient?: Float32Array;
  /**
   * [batch] 0: ok; 1: infeasible, the labels do not fit the frames, or every alignment has probability 0; 2: not a number, a
   * valid frame has NaN, +infinity, a negative probability, or only -infinity among its logits: loss and gradient of that
   * sample are NaN.
   */
  readonly status: Uint8Array;
}

/**
 * The CTC loss of each sample of a batch and its gradient with respect to the scores. Synchronous: runs on this thread and on
 * native worker threads.
 *
 * The loss is -ln of the probability of the labels, summed over all alignments: A. Graves, S. Fernandez, F. Gomez,
 * J. Schmidhuber, "Connectionist Temporal Classification: Labelling Unsegmented Sequence Data with Recurrent Neural
 * Networks", ICML 2006. A sample is feasible only if frames >= labels + adjacent repeats. Without labels the loss is that of
 * blanks throughout; without frames it is 0.
 *
 * The result of a sample has the same bits for any number of threads, any layout and any batch around it.
 *
 * @throws {CtcError} if the request is invalid, memory is short, or the native addon cannot be loaded
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
  const target = call.request.gradient;
  const gradient = typeof target === 'object' ? target : call.newGradient();
  runNow(() => addon.lossSync(call.request.block.words, call.request.scores, gradient));
  return call.result(gradient);
}

/**
 * {@link ctcLossSync} off the event loop. All input is validated and copied before the promise is returned, so later changes
 * to the arrays have no effect; a `gradient` array is written when the promise settles. Calls run one at a time in call order,
 * each with all its threads, and occupy one thread of libuv's pool. A waiting call holds a copy of its scores.
 *
 * If the signal is aborted, the promise rejects at once. A waiting call never runs; a running call stops before the next
 * sample. A `gradient` array is then not written.
 *
 * @returns a promise that rejects with a {@link CtcError} where ctcLossSync throws one
 */
export async function ctcLoss(request: CtcRequest, options: CtcCallOptions = {}): Promise<CtcResult> {
  const signal = readCallOptions(options);
  const { addon, threads } = loadNative();
  const call = new LossCall(readRequest(request, { threads, ownScores: true }));
  const { block, scores, gradient: target } = call.request;
  // The job writes to a private array: the caller could transfer its own while the job runs.
  const gradient = call.newGradient();
  await runLater({ start: () => addon.loss(block.words, scores, gradient), cancel: () => block.cancel(), signal });
  const result = call.result(gradient);
  if (typeof target !== 'object' || gradient === null) return result;
  if (lengthOf(target) !== lengthOf(gradient)) {
    throw new CtcError('ERR_CTC_DETACHED', 'gradient was detached or resized while the loss was computed', {
      argument: 'gradient',
    });
  }
  Float32Array.prototype.set.call(target, gradient);
  return { ...result, gradient: target };
}

/** The work before and after the native call, common to both functions. */
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
