import type { Callback, CustomCallbackArgs, LayersModel } from '@tensorflow/tfjs';
import { CtcError } from '../../check/errors';

interface FitArguments {
  readonly sampleWeight?: unknown;
  readonly classWeight?: unknown;
  readonly callbacks?: unknown;
}

/** The methods that take {@link FitArguments}, and the position of that parameter. */
const METHODS = { fit: 2, fitDataset: 1 } as const;

/** What `fit` of a prepared model trains. */
interface Trained {
  /** The inner model of a Sequential, which is new after each compile; otherwise the model itself. */
  readonly model: LayersModel;
  /** The names of the outputs with a CTC loss. */
  readonly ctcOutputs: readonly string[];
}

/** By prepared model; replaced when the model is prepared again. */
const trainedBy = new WeakMap<object, Trained>();

/**
 * Changes `fit` and `fitDataset` of a model:
 * - They reject weights. tfjs-layers does not support sampleWeight, and it reads class weights for one class per sample.
 * - They accept a list that mixes callbacks with objects of functions. tfjs-layers expects the type of the first element from
 *   all of them.
 */
export function checkFitArguments(model: LayersModel, trained: Trained): void {
  const isWrapped = trainedBy.has(model);
  trainedBy.set(model, trained);
  if (isWrapped) return;
  const methods = model as unknown as Record<string, (...parameters: unknown[]) => Promise<unknown>>;
  for (const [name, position] of Object.entries(METHODS)) {
    const original = methods[name]!.bind(model);
    methods[name] = async (...parameters) => {
      const args = parameters[position] as FitArguments | undefined;
      if (args === undefined || args === null) return original(...parameters);
      const current = trainedBy.get(model)!;
      checkWeights(args, current);
      parameters[position] = { ...args, callbacks: ofOneKind(args.callbacks, current.model) };
      return original(...parameters);
    };
  }
}

function checkWeights(args: FitArguments, { model: { outputNames }, ctcOutputs }: Trained): void {
  for (const name of ['sampleWeight', 'classWeight'] as const) {
    const weights = args[name];
    if (weights === undefined || weights === null) continue;
    const isGiven = (output: string) => {
      if (outputNames.length === 1) return true;
      const each = Array.isArray(weights)
        ? weights[outputNames.indexOf(output)]
        : (weights as Record<string, unknown>)[output];
      return each !== undefined && each !== null;
    };
    if (!ctcOutputs.some(isGiven)) continue;
    throw new CtcError(
      'ERR_CTC_UNSUPPORTED',
      `${name} is not supported with a CTC loss: multiply the losses of ctc.ctcLoss by your weights in your own training loop`,
      { argument: name },
    );
  }
}

/** The handlers of CustomCallbackArgs, which Callback has as methods. */
const HANDLERS = ['onTrainBegin', 'onTrainEnd', 'onEpochBegin', 'onEpochEnd', 'onBatchBegin', 'onBatchEnd'] as const;

/** Converts the callbacks of a mixed list to objects of functions; returns any other value unchanged. */
function ofOneKind(callbacks: unknown, model: LayersModel): unknown {
  if (!Array.isArray(callbacks) || callbacks.every(isCallback) || !callbacks.some(isCallback)) return callbacks;
  return callbacks.map((each: unknown) => {
    if (!isCallback(each)) return each;
    each.setModel(model as Parameters<Callback['setModel']>[0]);
    return Object.fromEntries(
      HANDLERS.map((name) => [name, (each[name] as (...parameters: unknown[]) => Promise<void>).bind(each)]),
    ) as CustomCallbackArgs;
  });
}

function isCallback(value: unknown): value is Callback {
  return typeof (value as Callback | null)?.setModel === 'function';
}
