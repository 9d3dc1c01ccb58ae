import type * as tfjs from '@tensorflow/tfjs';

/** What is used of TensorFlow.js, so that any build of it will do: tfjs, tfjs-node, tfjs-core with a backend. */
export type Tfjs = Pick<typeof tfjs, 'customGrad' | 'engine' | 'mul' | 'reshape' | 'tensor' | 'tensor1d' | 'tidy'>;
