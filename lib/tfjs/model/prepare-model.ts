import type { LayersModel } from '@tensorflow/tfjs';
import { CtcError } from '../../check/errors';
import type { Tfjs } from '../tensors/tfjs';
import { checkFitArguments } from './fit-arguments';
import { isLabelErrorRate } from './label-error-rate';
import { isLossMaker, isModelLoss, uncalledLoss } from './model-loss';
import { type MaskedLayer, recordMask } from './output-mask';

/** The internals of a tfjs-layers model that are used here and not declared. */
interface CompiledModel {
  outputNames: string[];
  outputs: { sourceLayer: MaskedLayer }[];
  /** The expected shapes of targets; null accepts any. */
  feedOutputShapes?: ((number | null)[] | null)[];
  /** One per output; undefined where compile got none. */
  lossFunctions?: unknown[];
  /** The loss passed to compile: a name or a function, or an array or an object of them for several outputs. */
  loss?: unknown;
  /** The metrics passed to compile, in the same forms; an object may also hold arrays. */
  metrics?: unknown;
  /** A Sequential trains this inner model. */
  model?: CompiledModel;
}

export function prepareModel<Model extends LayersModel>(tf: Tfjs, model: Model): Model {
  const outer = model as unknown as CompiledModel | null | undefined;
  const compiled = outer?.model ?? outer;
  const { feedOutputShapes, lossFunctions } = compiled ?? {};
  if (!outer || !compiled || feedOutputShapes === undefined || lossFunctions === undefined) {
    throw new CtcError('ERR_CTC_MISSING', 'the model is not compiled: call prepare after model.compile', {
      argument: 'model',
    });
  }
  const usesCtc = findCtcOutputs(tf, compiled, lossFunctions);
  checkMetrics(tf, compiled, usesCtc);
  // Accept any target shape: targets may be packed, and the loss gives better messages for wrong ones.
  compiled.feedOutputShapes = feedOutputShapes.map((shape, output) => (usesCtc[output] ? null : shape));
  compiled.outputs.forEach(({ sourceLayer }, output) => {
    if (usesCtc[output]) recordMask(sourceLayer);
  });
  for (const each of [outer, compiled]) each.metrics = savableMetrics(each.metrics);
  const ctcOutputs = compiled.outputNames.filter((_, output) => usesCtc[output]);
  checkFitArguments(model, { model: compiled as object as LayersModel, ctcOutputs });
  return model;
}

/** @returns for each output whether it has a CTC loss */
function findCtcOutputs(tf: Tfjs, { loss, outputNames }: CompiledModel, lossFunctions: readonly unknown[]): boolean[] {
  const missing = lossFunctions.findIndex((lossFunction) => lossFunction === undefined || lossFunction === null);
  if (missing >= 0) {
    const output = lossFunctions.length === 1 ? '' : ` for its output ${outputNames[missing]}`;
    throw new CtcError(
      'ERR_CTC_MISSING',
      `the model has no loss${output}: compile the model first: a loss is not saved with it`,
      { argument: 'model' },
    );
  }
  const losses: unknown[] = typeof loss === 'object' && loss !== null ? Object.values(loss) : [loss];
  if (losses.some((each) => isLossMaker(each))) throw uncalledLoss('model');
  // The loss of a single output may be the caller's own function that calls ctcLoss; it cannot be recognised.
  const usesCtc =
    lossFunctions.length === 1 ? [!losses.some((each) => isOfTensorFlow(tf, each))] : lossFunctions.map(isModelLoss);
  if (usesCtc.includes(true)) return usesCtc;
  throw new CtcError(
    'ERR_CTC_TYPE',
    `the model's loss is ${losses.map(nameOf).join(' and ')}: expected one of ctc.loss` +
      (lossFunctions.length === 1 ? ', or a function of your own that calls ctc.ctcLoss' : ' for an output at least'),
    { argument: 'model' },
  );
}

/** Throws for metrics that cannot work: tfjs-layers would fail in the first batch, or compare unrelated numbers. */
function checkMetrics(tf: Tfjs, { metrics, outputNames }: CompiledModel, usesCtc: readonly boolean[]): void {
  outputNames.forEach((name, output) => {
    const of = outputNames.length === 1 ? '' : ` of output ${name}`;
    const byOutput = outputNames.length === 1 ? '' : `; give metrics by output: { ${name}: ... }`;
    for (const metric of metricsOf(metrics, name)) {
      if (usesCtc[output] && isOfTensorFlow(tf, metric)) {
        throw new CtcError(
          'ERR_CTC_TYPE',
          `the metric ${nameOf(metric)}${of} compares targets and scores of equal shape, which labels are not: ` +
            `expected ctc.metrics.labelErrorRate(), or a function of your own${byOutput}`,
          { argument: 'model' },
        );
      }
      if (!usesCtc[output] && isLabelErrorRate(metric)) {
        throw new CtcError(
          'ERR_CTC_TYPE',
          `the metric labelErrorRate is given for output ${name}, whose loss is not one of ctc.loss: give metrics by ` +
            `output, { ${outputNames[usesCtc.indexOf(true)]}: ctc.metrics.labelErrorRate() }`,
          { argument: 'model' },
        );
      }
    }
  });
}

/** The metrics of one output. tfjs-layers applies an array to every output. */
function metricsOf(metrics: unknown, output: string): unknown[] {
  if (metrics === undefined || metrics === null) return [];
  if (typeof metrics !== 'object') return [metrics];
  return Array.isArray(metrics) ? metrics : metricsOf((metrics as Record<string, unknown>)[output], output);
}

/**
 * The metrics without labelErrorRate, which tfjs-layers would save with the model by its name and could not load. They are
 * read only when a model is saved; evaluation uses a list that compile has made of them.
 */
function savableMetrics(metrics: unknown): unknown {
  if (isLabelErrorRate(metrics)) return [];
  if (Array.isArray(metrics)) return metrics.filter((metric) => !isLabelErrorRate(metric));
  if (typeof metrics !== 'object' || metrics === null) return metrics;
  return Object.fromEntries(Object.entries(metrics).filter(([, metric]) => !isLabelErrorRate(metric)));
}

/** Whether a loss or metric is a name, or one of TensorFlow.js' own functions. */
function isOfTensorFlow({ losses, metrics }: Tfjs, value: unknown): boolean {
  return (
    typeof value === 'string' || [losses, metrics].some((own) => Object.values(own ?? {}).includes(value as never))
  );
}

/** tfjs-core appends `__op` to the names of its functions. */
function nameOf(loss: unknown): string {
  return typeof loss === 'function' ? loss.name.replace(/__op$/, '') || 'a function' : String(loss);
}
