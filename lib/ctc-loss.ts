import { CtcError, fromNative } from './errors';
import { loadNative } from './load-native';
import { checkOptionNames } from './option-names';
import { allocate, type CheckedRequest, type CtcRequest, readRequest } from './request';
import { lengthOf } from './typed-arrays';

/** Losses of a batch, one for each sample, and their gradients. */
export interface CtcResult {
  /** -log p(labels | logits) of each sample, in nats, [batch]: never below 0, +infinity (or 0) for an infeasible one. */
  readonly losses: Float32Array;
  /**
   * d(sum of losses) / d(logits), in the shape and layout of `logits`: softmax minus posterior in the frames that count,
   * 0 in padding and in infeasible samples. The array that was given, if one was; absent if none was asked for.
   */
  readonly gradient?: Float32Array;
  /**
   * [batch] 0: all is well; 1: infeasible, the frames cannot hold the labels; 2: not a number, a frame that counts has
   * NaN or +infinity in it, or nothing but -infinity, and so loss and gradient of that sample are NaN.
   */
  readonly status: Uint8Array;
}

/**
 * The CTC loss of each sample of a batch and its gradient with respect to the logits, computed before the call returns,
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
  const call = readRequest(request, threads, false);
  const gradient = typeof call.gradient === 'object' ? call.gradient : newGradient(call);
  try {
    addon.lossSync(call.block.words, call.scores, gradient);
  } catch (error) {
    throw fromNative(error);
  }
  return resultOf(call, gradient);
}

/**
 * {@link ctcLossSync} off the event loop. Everything is read, checked and copied before the call returns its promise, so
 * nothing that happens to the arrays afterwards changes the result; a gradient array that was given is written when the
 * promise settles. Calls run one after the other in the order they were made, each with all its threads, so that only one
 * thread of libuv's pool is ever taken. Each call that waits holds a copy of its logits.
 *
 * @param options none in this version
 * @returns a promise that rejects with a {@link CtcError} where ctcLossSync throws
 */
export async function ctcLoss(request: CtcRequest, options: Readonly<Record<string, never>> = {}): Promise<CtcResult> {
  checkOptionNames(options, NO_OPTIONS, 'options');
  const { addon, threads } = loadNative();
  const call = readRequest(request, threads, true);
  // The job writes where no other code can reach; the caller's own array could be transferred meanwhile.
  const gradient = newGradient(call);
  try {
    await inTurn(() => addon.loss(call.block.words, call.scores, gradient));
  } catch (error) {
    throw fromNative(error);
  }
  if (typeof call.gradient !== 'object' || gradient === null) return resultOf(call, gradient);
  if (lengthOf(call.gradient) !== lengthOf(gradient)) {
    throw new CtcError('ERR_CTC_DETACHED', 'gradient was detached or resized while the loss was computed', {
      argument: 'gradient',
    });
  }
  Float32Array.prototype.set.call(call.gradient, gradient);
  return resultOf(call, call.gradient);
}

const NO_OPTIONS: ReadonlySet<string> = new Set();

let lastJob: Promise<unknown> = Promise.resolve();

/** Starts a job when those before it have ended, well or not. */
function inTurn(job: () => Promise<void>): Promise<void> {
  const settled = lastJob.then(job);
  lastJob = settled.catch(() => undefined);
  return settled;
}

function newGradient({ gradient, scores }: CheckedRequest): Float32Array | null {
  if (gradient === false) return null;
  return allocate(() => new Float32Array(lengthOf(scores)), 'the gradient');
}

function resultOf({ block }: CheckedRequest, gradient: Float32Array | null): CtcResult {
  const losses = block.losses();
  const status = block.status();
  return gradient === null ? { losses, status } : { losses, gradient, status };
}
