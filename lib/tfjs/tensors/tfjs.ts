import type * as tfjs from '@tensorflow/tfjs';

/** The parts of TensorFlow.js in use. Any build has them: tfjs, tfjs-node, tfjs-core with a backend. */
export type Tfjs = Pick<
  typeof tfjs,
  | 'backend'
  | 'customGrad'
  | 'engine'
  | 'getBackend'
  | 'reshape'
  | 'scalar'
  | 'serialization'
  | 'tensor'
  | 'tensor1d'
  | 'tidy'
> &
  Partial<TfjsLayers & Pick<typeof tfjs, 'losses' | 'metrics'>>;

/** The parts of tfjs-layers in use, which some builds lack. */
export type TfjsLayers = Pick<typeof tfjs, 'Callback' | 'layers'>;
