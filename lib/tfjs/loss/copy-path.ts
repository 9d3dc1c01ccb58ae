import { runNow } from '../../native/call';
import { loadNative } from '../../native/load';
import { newFloats } from '../../native/new-floats';
import type { Tfjs } from '../tensors/tfjs';
import type { LossPath } from './loss-path';

/** For any backend: copies the scores to JavaScript and the results back. */
export function copyPath(tf: Tfjs): LossPath {
  return {
    name: 'copy',
    run(block, scores, withGradient) {
      const values = scores.dataSync() as Float32Array;
      const gradient = withGradient ? newFloats(values.length, 'the gradient') : null;
      runNow(() => loadNative().addon.lossSync(block.words, values, gradient));
      return {
        losses: tf.tensor1d(block.losses()),
        status: () => block.status(),
        gradient: gradient === null ? undefined : tf.tensor(gradient, scores.shape),
      };
    },
  };
}
