import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import type { CallBlock } from '../../native/call-block';

/** What a native call on tensors gives. */
export interface ComputedLoss {
  /** [batch] */
  readonly losses: Tensor1D;
  /** Reads the status of each sample, [batch]. */
  readonly status: () => Uint8Array | Int32Array;
  /** As the scores, multiplied by the block's loss gradient; if it was wanted. */
  readonly gradient: Tensor | undefined;
}

/** A way for scores to reach the native code, and for the results to come back. Both ways give the same bits. */
export interface LossPath {
  readonly name: PathName;
  /** Call it inside of tf.tidy: it may leave tensors behind. */
  run(block: CallBlock, scores: Tensor, withGradient: boolean): ComputedLoss;
}

/** 'tf-op': the kernel runs inside TensorFlow, on its memory. 'copy': scores and gradients pass through JavaScript. */
export type PathName = 'tf-op' | 'copy';
