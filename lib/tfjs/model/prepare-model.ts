import type { LayersModel } from '@tensorflow/tfjs';
import { CtcError } from '../../check/errors';
import type { Tfjs } from '../tensors/tfjs';
import { isLossMaker, isModelLoss, uncalledLoss } from './model-loss';

/** What tfjs-layers keeps of a compiled model and does not declare. */
interface CompiledModel {
  /** The shapes that targets are held to; null for none. */
  feedOutputShapes?: ((number | null)[] | null)[];
  lossFunctions?: unknown[];
  /** As it was given to compile: a name or a function, or an array or an object of them for several outputs. */
  loss?: unknown;
  /** A Sequential keeps its network, which is what is trained, in here. */
  model?: CompiledModel;
}

export function prepareModel<Model extends LayersModel>(tf: Tfjs, model: Model): Model {
  const outer = model as unknown as CompiledModel | null | undefined;
  const compiled = outer?.model ?? outer ?? {};
  const { feedOutputShapes, lossFunctions, loss } = compiled;
  if (feedOutputShapes === undefined || lossFunctions === undefined) {
    throw new CtcError('ERR_CTC_MISSING', 'the model is not compiled: call prepare after model.compile', {
      argument: 'model',
    });
  }
  const given: unknown[] = typeof loss === 'object' && loss !== null ? Object.values(loss) : [loss];
  if (given.some((each) => isLossMaker(each))) throw uncalledLoss('model');
  // A single output's may be a function of the caller's that calls ctcLoss, which cannot be seen.
  const isConcerned = (output: number) =>
    lossFunctions.length === 1 ? !given.some((each) => isOfTensorFlow(tf, each)) : isModelLoss(lossFunctions[output]);
  if (!lossFunctions.some((_, output) => isConcerned(output))) {
    throw new CtcError(
      'ERR_CTC_TYPE',
      `the model's loss is ${given.map(nameOf).join(' and ')}: expected one of ctc.loss` +
        (lossFunctions.length === 1 ? ', or a function of your own that calls ctc.ctcLoss' : ' for an output at least'),
      { argument: 'model' },
    );
  }
  // No shape at all: targets may be packed, and what is wrong with others the loss says better.
  compiled.feedOutputShapes = feedOutputShapes.map((shape, output) => (isConcerned(output) ? null : shape));
  return model;
}

/** Whether a loss is given by its name, or is one of TensorFlow.js' own functions. */
function isOfTensorFlow({ losses, metrics }: Tfjs, loss: unknown): boolean {
  return typeof loss === 'string' || [losses, metrics].some((own) => Object.values(own ?? {}).includes(loss as never));
}

/** tfjs-core adds `__op` to the names of its functions. */
function nameOf(loss: unknown): string {
  return typeof loss === 'function' ? loss.name.replace(/__op$/, '') || 'a function' : String(loss);
}
