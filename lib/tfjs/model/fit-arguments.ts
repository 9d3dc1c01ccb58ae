import type { Callback, CustomCallbackArgs, LayersModel } from '@tensorflow/tfjs';
import { CtcError } from '../../check/errors';

interface FitArguments {
  readonly sampleWeight?: unknown;
  readonly classWeight?: unknown;
  readonly callbacks?: unknown;
}

/** The methods that take {@link FitArguments}, as their last parameter. */
const METHODS = { fit: 2, fitDataset: 1 } as const;

/** The CTC outputs of each prepared model; replaced when it is prepared again. */
const ctcOutputsOf = new WeakMap<object, readonly string[]>();

/**
 * Makes `fit` and `fitDataset` of a model reject weights, which tfjs-layers would apply by the first label alone, and accept
 * a list that mixes callbacks with objects of functions, which tfjs-layers takes apart only if all are of one kind.
 *
 * @param trained the model that is trained: the inner one of a Sequential
 */
export function checkFitArguments(model: LayersModel, trained: LayersModel, ctcOutputs: readonly string[]): void {
  const isWrapped = ctcOutputsOf.has(model);
  ctcOutputsOf.set(model, ctcOutputs);
  if (isWrapped) return;
  const methods = model as unknown as Record<string, (...parameters: unknown[]) => Promise<unknown>>;
  for (const [name, position] of Object.entries(METHODS)) {
    const original = methods[name]!.bind(model);
    methods[name] = async (...parameters) => {
      const given = parameters[position] as FitArguments | undefined;
      if (given === undefined || given === null) return original(...parameters);
      checkWeights(given, ctcOutputsOf.get(model)!, trained.outputNames);
      parameters[position] = { ...given, callbacks: ofOneKind(given.callbacks, trained) };
      return original(...parameters);
    };
  }
}

function checkWeights(given: FitArguments, ctcOutputs: readonly string[], outputNames: readonly string[]): void {
  for (const name of ['sampleWeight', 'classWeight'] as const) {
    const weights = given[name];
    if (weights === undefined || weights === null) continue;
    const isGiven = (output: string) => {
      if (outputNames.length === 1) return true;
      const each = Array.isArray(weights)
        ? weights[outputNames.indexOf(output)]
        : (weights as Record<string, unknown>)[output];
      return each !== undefined && each !== null;
    };
    const output = ctcOutputs.find(isGiven);
    if (output === undefined) continue;
    throw new CtcError(
      'ERR_CTC_UNSUPPORTED',
      `${name} is not supported with a CTC loss: compile with a function of your own that multiplies the losses of ` +
        'ctc.ctcLoss by your weights',
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
