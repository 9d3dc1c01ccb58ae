import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { CtcError, type CtcErrorCode } from '../../check/errors';
import { loadNative } from '../../native/load';
import type { Tfjs } from '../tensors/tfjs';
import type { LossPath } from './loss-path';

/** The method of tfjs-node's backend that its own kernels use to call TensorFlow. */
export interface NodeBackend {
  executeMultipleOutputs(name: string, attributes: [], inputs: Tensor[], outputs: number): Tensor[];
}

/** The names of the ops, or the reason why they are not available; registered once per process. */
let ops: { readonly loss: string; readonly lossAndGradient: string } | string | undefined;

/** For tfjs-node: the op registered by native/tensorflow. @returns the path, or the reason why it is not available */
export function findOpPath(tf: Tfjs): LossPath | string {
  const backendName = tf.getBackend();
  if (backendName !== 'tensorflow') return `the backend is ${backendName || 'not chosen yet'}: expected tensorflow`;
  ops ??= registerOps();
  if (typeof ops === 'string') return ops;
  const { loss, lossAndGradient } = ops;
  return {
    name: 'tf-op',
    run(block, scores, withGradient) {
      const inputs = [tf.tensor1d(block.words, 'int32'), scores];
      const backend = tf.backend() as unknown as NodeBackend;
      try {
        const [losses, status, gradient] = withGradient
          ? backend.executeMultipleOutputs(lossAndGradient, [], inputs, 3)
          : backend.executeMultipleOutputs(loss, [], inputs, 2);
        return { losses: losses as Tensor1D, status: () => status!.dataSync() as Int32Array, gradient };
      } catch (error) {
        throw fromTensorFlow(error);
      }
    },
  };
}

function registerOps(): { loss: string; lossAndGradient: string } | string {
  try {
    return loadNative().addon.registerTensorFlowOps();
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    if (code !== 'ERR_CTC_UNSUPPORTED') throw error;
    return message;
  }
}

/** An error of our kernel arrives as text: a TensorFlow status whose message contains our code and message. */
function fromTensorFlow(error: unknown): unknown {
  const found = /(ERR_CTC_[A-Z_]+): (.*)/s.exec(String((error as Error).message));
  if (found === null) return error;
  return new CtcError(found[1] as CtcErrorCode, found[2]!, { cause: error });
}
