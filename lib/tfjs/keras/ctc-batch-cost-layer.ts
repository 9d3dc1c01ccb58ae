import type { layers, SymbolicTensor, serialization, Tensor } from '@tensorflow/tfjs';
import { describeValue } from '../../check/describe-value';
import { CtcError } from '../../check/errors';
import { checkOptionNames } from '../../check/option-names';
import { readInfeasible } from '../../request/feasibility';
import type { ComputeLoss } from '../loss/ctc-loss';
import { watcherOf } from '../tensors/batch-watchers';
import { isTensor } from '../tensors/tensor-arguments';
import type { TensorCtcRequest } from '../tensors/tensor-request';
import type { Tfjs, TfjsLayers } from '../tensors/tfjs';
import { costColumn, readBatchCost } from './ctc-batch-cost';

/** Options of the layer; they are saved with it. */
export interface CtcBatchCostLayerOptions {
  readonly name?: string | undefined;
  /** What to do with a sample whose labels do not fit its frames, as in {@link TensorCtcRequest}. Default 'inf'. */
  readonly infeasible?: TensorCtcRequest['infeasible'];
}

/** The inputs in order, and how to create each. */
const INPUTS = [
  { name: 'yPred', rank: 3, cure: "the output of the model's softmax layer" },
  { name: 'yTrue', rank: 2, cure: 'tf.input({ shape: [labels] })' },
  { name: 'inputLength', rank: 2, cure: 'tf.input({ shape: [1] })' },
  { name: 'labelLength', rank: 2, cure: 'tf.input({ shape: [1] })' },
] as const;

const ORDER = `[${INPUTS.map(({ name }) => name).join(', ')}]`;

const OPTIONS: ReadonlySet<string> = new Set(['name', 'infeasible'] satisfies (keyof CtcBatchCostLayerOptions)[]);

type LayerClass = new (config?: CtcBatchCostLayerOptions, ctcLoss?: ComputeLoss) => layers.Layer;

/** One class per build of TensorFlow.js, by its base class. */
const layerClasses = new WeakMap<object, LayerClass>();

/** All instances of these classes. */
const batchCostLayers = new WeakSet<object>();

export function isBatchCostLayer(layer: object): boolean {
  return batchCostLayers.has(layer);
}

/**
 * Registers the layer class for `tf.loadLayersModel` and returns it.
 *
 * @param defaultLoss the loss of layers that `tf.loadLayersModel` creates; that of the first call stays
 */
export function registerBatchCostLayer(tf: Tfjs & TfjsLayers, defaultLoss: ComputeLoss): LayerClass {
  const registered = layerClasses.get(tf.layers.Layer);
  if (registered !== undefined) return registered;

  class CtcBatchCost extends tf.layers.Layer {
    static readonly className = 'CtcBatchCost';
    private readonly infeasible: NonNullable<TensorCtcRequest['infeasible']>;

    constructor(
      config: CtcBatchCostLayerOptions = {},
      private readonly ctcLoss = defaultLoss,
    ) {
      super(config as ConstructorParameters<typeof layers.Layer>[0]);
      this.infeasible = readInfeasible(config.infeasible);
      batchCostLayers.add(this);
    }

    override apply(inputs: Tensor | Tensor[] | SymbolicTensor | SymbolicTensor[], kwargs?: object) {
      checkInputs(inputs);
      return super.apply(inputs, kwargs as Parameters<layers.Layer['apply']>[1]);
    }

    override computeOutputShape(inputShape: (number | null)[] | (number | null)[][]): (number | null)[] {
      const shapes = inputShape as (number | null)[][];
      checkShapes(shapes);
      return [shapes[0]![0] ?? null, 1];
    }

    override call(inputs: Tensor | Tensor[], kwargs: Parameters<layers.Layer['call']>[1]): Tensor {
      this.invokeCallHook(inputs, kwargs);
      const [yPred, yTrue, inputLength, labelLength] = inputs as [Tensor, Tensor, Tensor, Tensor];
      const request = { ...readBatchCost(yTrue, yPred, inputLength, labelLength), infeasible: this.infeasible };
      return costColumn(tf, this.ctcLoss, request, watcherOf(this));
    }

    override getConfig(): serialization.ConfigDict {
      return { ...super.getConfig(), infeasible: this.infeasible };
    }
  }
  tf.serialization.registerClass(CtcBatchCost as unknown as Parameters<typeof serialization.registerClass>[0]);
  layerClasses.set(tf.layers.Layer, CtcBatchCost);
  return CtcBatchCost;
}

export function checkLayerOptions(options: CtcBatchCostLayerOptions): void {
  checkOptionNames(options, OPTIONS, 'layer options');
}

function checkInputs(inputs: unknown): void {
  if (!Array.isArray(inputs)) {
    const what = isTensor(inputs) || isSymbolic(inputs) ? 'one tensor' : describeValue(inputs);
    throw new CtcError('ERR_CTC_TYPE', `inputs is ${what}: expected the four of ${ORDER}`, { argument: 'inputs' });
  }
  if (inputs.length !== INPUTS.length) {
    throw new CtcError('ERR_CTC_SIZE', `inputs are ${inputs.length} tensors: expected the four of ${ORDER}`, {
      argument: 'inputs',
    });
  }
  const someSymbolic = inputs.some(isSymbolic);
  INPUTS.forEach(({ name, cure }, index) => {
    const input: unknown = inputs[index];
    if (isSymbolic(input) || (isTensor(input) && !someSymbolic)) return;
    const what = isTensor(input) ? `a tensor of data, [${input.shape.join(', ')}]` : describeValue(input);
    throw new CtcError(
      'ERR_CTC_TYPE',
      `inputs[${index}], ${name}, is ${what}: a model is built of symbolic tensors, expected ${cure}; ` +
        `the data itself goes to model.fit, as the model's inputs`,
      { argument: name },
    );
  });
}

function isSymbolic(value: unknown): value is SymbolicTensor {
  return typeof value === 'object' && value !== null && 'sourceLayer' in value;
}

function checkShapes(shapes: readonly (readonly (number | null)[])[]): void {
  INPUTS.forEach(({ name, rank, cure }, index) => {
    const shape = shapes[index]!;
    const isColumn = index < 2 || shape[1] === 1 || shape[1] === null;
    if (shape.length === rank && isColumn) return;
    const isSwapped = index === 0 && shape.length === 2 && shapes[1]!.length === 3;
    const hint = isSwapped ? ': yPred comes first here, unlike in ctcBatchCost' : '';
    const oneHot = index === 1 && shape.length === 3 ? ', of class numbers, not of one-hot rows' : '';
    throw new CtcError(
      'ERR_CTC_SIZE',
      `inputs[${index}], ${name}, has shape [${shape.map((size) => size ?? 'null').join(', ')}]: expected ${cure}${oneHot}${hint}`,
      { argument: name },
    );
  });
}
