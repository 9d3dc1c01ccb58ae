import * as tf from '@tensorflow/tfjs-node';
import { loadNative } from '../../lib/native/load';

/** Lists the native loss calls on tfjs-node that `work` makes, on either path. */
export function nativeCalls(work: () => void): ('loss' | 'loss and gradient')[] {
  const calls: ('loss' | 'loss and gradient')[] = [];
  const backend = tf.backend() as unknown as { executeMultipleOutputs(name: string): unknown };
  const { addon } = loadNative();
  const { executeMultipleOutputs } = backend;
  const { lossSync } = addon;
  const ops = addon.registerTensorFlowOps();
  const spies = [
    jest.spyOn(backend, 'executeMultipleOutputs').mockImplementation((name, ...rest) => {
      if (name === ops.loss) calls.push('loss');
      if (name === ops.lossAndGradient) calls.push('loss and gradient');
      return (executeMultipleOutputs as (...parameters: unknown[]) => unknown).call(backend, name, ...rest);
    }),
    jest.spyOn(addon, 'lossSync').mockImplementation((block, scores, gradient) => {
      calls.push(gradient === null ? 'loss' : 'loss and gradient');
      lossSync(block, scores, gradient);
    }),
  ];
  try {
    work();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return calls;
}
