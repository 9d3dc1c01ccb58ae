import type * as tfjs from '@tensorflow/tfjs';

/** What is used of TensorFlow.js, so that any build of it will do: tfjs, tfjs-node, tfjs-core with a backend. */
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

/** What is used of tfjs-layers, which a build may lack. */
export type TfjsLayers = Pick<typeof tfjs, 'Callback' | 'layers'>;
