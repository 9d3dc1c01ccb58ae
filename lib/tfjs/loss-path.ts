import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import type { CallBlock } from '../call-block';
import { CtcError } from '../errors';
import { readName } from '../simple-options';
import { copyPath } from './copy-path';
import { findOpPath } from './op-path';
import type { Tfjs } from './tfjs';

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

/**
 * The path for the backend that `tf` has at the time of a call.
 *
 * @param wanted a path to take in any case; default: the op where there is one
 * @throws {CtcError} from the function returned, if the op is wanted and cannot be had
 */
export function pathChooser(tf: Tfjs, wanted: unknown): () => LossPath {
  const name = readName(wanted, 'path', ['auto', 'tf-op', 'copy']);
  const copy = copyPath(tf);
  if (name === 'copy') return () => copy;
  return () => {
    const found = findOpPath(tf);
    if (typeof found !== 'string') return found;
    if (name === 'auto') return copy;
    throw new CtcError('ERR_CTC_UNSUPPORTED', `path is 'tf-op', which is not to be had: ${found}`, {
      argument: 'path',
    });
  };
}
