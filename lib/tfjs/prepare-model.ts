import type { LayersModel } from '@tensorflow/tfjs';
import { CtcError } from '../errors';
import { isModelLoss } from './model-loss';

/** What tfjs-layers keeps of a compiled model and does not declare. */
interface CompiledModel {
  /** The shapes that targets are held to; null for none. */
  feedOutputShapes?: ((number | null)[] | null)[];
  lossFunctions?: unknown[];
  /** A Sequential keeps its network, which is what is trained, in here. */
  model?: CompiledModel;
}

export function prepareModel<Model extends LayersModel>(model: Model): Model {
  const outer = model as unknown as CompiledModel | null | undefined;
  const compiled = outer?.model ?? outer ?? {};
  const { feedOutputShapes, lossFunctions } = compiled;
  if (feedOutputShapes === undefined || lossFunctions === undefined) {
    throw new CtcError('ERR_CTC_MISSING', 'the model is not compiled: call prepare after model.compile', {
      argument: 'model',
    });
  }
  const isConcerned = (output: number) => feedOutputShapes.length === 1 || isModelLoss(lossFunctions[output]);
  // No shape at all: targets may be packed, and what is wrong with others the loss says better.
  compiled.feedOutputShapes = feedOutputShapes.map((shape, output) => (isConcerned(output) ? null : shape));
  return model;
}
