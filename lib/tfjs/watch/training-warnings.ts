import type { Callback, LayersModel } from '@tensorflow/tfjs';
import { CtcError } from '../../check/errors';
import { checkOptionNames } from '../../check/option-names';
import { wrongType } from '../../check/wrong-value';
import { Status } from '../../native/status';
import { isBatchCostLayer } from '../keras/ctc-batch-cost-layer';
import { isModelLoss } from '../model/model-loss';
import { watchBatches } from '../tensors/batch-watchers';
import type { Tfjs, TfjsLayers } from '../tensors/tfjs';
import { type InspectedBatch, inspectBatch } from './inspect-batch';
import { describeCollapse, describeInfeasible, describeLostMask, describeNaN, describeSuspicion } from './messages';

export interface TrainingWarningsOptions {
  /** Receives each warning. Default: console.warn. */
  readonly warn?: ((message: string) => void) | undefined;
}

/** The share of an epoch's samples read as empty that counts as collapse; such a model may still read noise into some. */
const COLLAPSED_SHARE = 0.99;

const OPTIONS: ReadonlySet<string> = new Set(['warn'] satisfies (keyof TrainingWarningsOptions)[]);

export function createTrainingWarnings(tf: Tfjs & TfjsLayers, options: TrainingWarningsOptions = {}): Callback {
  checkOptionNames(options, OPTIONS, 'callback options');
  const { warn = console.warn } = options;
  if (typeof warn !== 'function') throw wrongType(warn, 'warn', 'a function that is given the message');

  class TrainingWarnings extends tf.Callback {
    private losses: readonly object[] = [];
    private maskingLayer: string | undefined;
    /** Losses that have not computed the current training batch. Later batches before the next one are validation. */
    private pending = new Set<object>();
    private inspected: InspectedBatch[] = [];
    private withLabels = 0;
    private readAsEmpty = 0;
    private warned = new Set<string>();

    override setModel(model: Parameters<Callback['setModel']>[0]): void {
      super.setModel(model);
      this.losses = lossesOf(model as LayersModel);
      this.maskingLayer = findMaskingLayer(model as LayersModel)?.name;
      if (this.losses.length > 0) return;
      throw new CtcError(
        'ERR_CTC_MISSING',
        'the model has neither a loss made by ctc.loss nor a layer made by ctc.layers.ctcBatchCost: there is nothing to watch',
        { argument: 'model' },
      );
    }

    override async onTrainBegin(): Promise<void> {
      this.warned = new Set();
      for (const loss of this.losses) {
        watchBatches(loss, (batch) => {
          if (this.pending.delete(loss)) this.inspected.push(inspectBatch(batch));
        });
      }
    }

    override async onEpochBegin(): Promise<void> {
      this.withLabels = 0;
      this.readAsEmpty = 0;
    }

    override async onBatchBegin(): Promise<void> {
      this.pending = new Set(this.losses);
      this.inspected = [];
    }

    override async onBatchEnd(batch: number): Promise<void> {
      for (const { samples, withLabels, readAsEmpty, allFramesCount } of this.inspected) {
        this.withLabels += withLabels;
        this.readAsEmpty += readAsEmpty;
        if (allFramesCount && this.maskingLayer !== undefined) {
          this.warnOnce('lost mask', describeLostMask(this.maskingLayer));
        }
        for (const [sample, { suspicion }] of samples.entries()) {
          if (suspicion !== undefined) this.warnOnce(suspicion.kind, describeSuspicion(batch, sample, suspicion));
        }
        const withNaN = samples.find(({ status }) => status === Status.NotANumber);
        if (withNaN !== undefined) this.warnOnce('NaN', describeNaN(batch, withNaN));
        const infeasible = samples.filter(({ feasible }) => !feasible);
        if (infeasible.length > 0) this.warnOnce('infeasible', describeInfeasible(batch, infeasible, samples.length));
      }
    }

    override async onEpochEnd(epoch: number): Promise<void> {
      if (this.withLabels === 0 || this.readAsEmpty < COLLAPSED_SHARE * this.withLabels) return;
      this.warnOnce('collapsed', describeCollapse(epoch, this.readAsEmpty, this.withLabels));
    }

    /** Each kind of warning once per training. */
    private warnOnce(kind: string, message: string): void {
      if (this.warned.has(kind)) return;
      this.warned.add(kind);
      warn(message);
    }
  }
  return new TrainingWarnings();
}

/** The functions and layers that compute CTC losses for the model. */
function lossesOf(model: LayersModel): object[] {
  const { lossFunctions = [] } = model as unknown as { lossFunctions?: object[] };
  return [...lossFunctions.filter(isModelLoss), ...model.layers.filter(isBatchCostLayer)];
}

type Layer = LayersModel['layers'][number];

/** A layer that masks frames, also inside nested models. */
function findMaskingLayer({ layers }: { readonly layers?: readonly Layer[] }): Layer | undefined {
  for (const layer of layers ?? []) {
    const className = layer.getClassName();
    if (className === 'Masking' || (className === 'Embedding' && layer.supportsMasking)) return layer;
    const nested = findMaskingLayer(layer as { readonly layers?: readonly Layer[] });
    if (nested !== undefined) return nested;
  }
  return undefined;
}
