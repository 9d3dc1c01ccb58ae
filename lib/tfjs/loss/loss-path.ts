import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import type { CallBlock } from '../../native/call-block';

/** Results of a native call on tensors. */
export interface ComputedLoss {
  /** [batch] */
  readonly losses: Tensor1D;
  /** Reads the status of each sample, [batch]. */
  readonly status: () => Uint8Array | Int32Array;
  /** In the shape of the scores, multiplied by the block's loss gradient; undefined if not requested. */
  readonly gradient: Tensor | undefined;
}

/** How scores reach the native code and results come back. All paths give the same bits. */
export interface LossPath {
  readonly name: PathName;
  /** Call it inside tf.tidy: it may leave tensors behind. */
  run(block: CallBlock, scores: Tensor, withGradient: boolean): ComputedLoss;
}

/** 'tf-op': the kernel runs inside TensorFlow, on its memory. 'copy': scores and gradients pass through JavaScript. */
export type PathName = 'tf-op' | 'copy';
