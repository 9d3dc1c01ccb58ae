import type { Callback, LayersModel } from '@tensorflow/tfjs';
import { counted } from '../../check/counted';
import { CtcError } from '../../check/errors';
import { checkOptionNames } from '../../check/option-names';
import { wrongType } from '../../check/wrong-value';
import type { SampleDiagnosis } from '../../loss/diagnose';
import { Status } from '../../native/status';
import { isBatchCostLayer } from '../keras/ctc-batch-cost-layer';
import { isModelLoss } from '../model/model-loss';
import { watchBatches } from '../tensors/batch-watchers';
import type { Tfjs, TfjsLayers } from '../tensors/tfjs';
import { type InspectedBatch, inspectBatch } from './inspect-batch';

export interface TrainingWarningsOptions {
  /** Where a warning goes. Default: console.warn. */
  readonly warn?: ((message: string) => void) | undefined;
}

/** The share of an epoch's samples read as empty from which on a model has collapsed: it may read noise into some. */
const COLLAPSED = 0.99;

const OPTIONS: ReadonlySet<string> = new Set(['warn'] satisfies (keyof TrainingWarningsOptions)[]);

export function createTrainingWarnings(tf: Tfjs & TfjsLayers, options: TrainingWarningsOptions = {}): Callback {
  checkOptionNames(options, OPTIONS, 'callback options');
  const { warn = console.warn } = options;
  if (typeof warn !== 'function') throw wrongType(warn, 'warn', 'a function that is given the message');

  class TrainingWarnings extends tf.Callback {
    private watched: readonly object[] = [];
    /** Losses that have not computed the batch under way. What they compute after it is a validation. */
    private awaited = new Set<object>();
    private seen: InspectedBatch[] = [];
    private withLabels = 0;
    private readAsEmpty = 0;
    private said = new Set<string>();

    override setModel(model: Parameters<Callback['setModel']>[0]): void {
      super.setModel(model);
      this.watched = lossesOf(model as LayersModel);
      if (this.watched.length > 0) return;
      throw new CtcError(
        'ERR_CTC_MISSING',
        'the model has neither a loss made by ctc.loss nor a layer made by ctc.layers.ctcBatchCost: there is nothing to watch',
        { argument: 'model' },
      );
    }

    override async onTrainBegin(): Promise<void> {
      this.said = new Set();
      for (const loss of this.watched) {
        watchBatches(loss, (batch) => {
          if (this.awaited.delete(loss)) this.seen.push(inspectBatch(batch));
        });
      }
    }

    override async onEpochBegin(): Promise<void> {
      this.withLabels = 0;
      this.readAsEmpty = 0;
    }

    override async onBatchBegin(): Promise<void> {
      this.awaited = new Set(this.watched);
      this.seen = [];
    }

    override async onBatchEnd(batch: number): Promise<void> {
      for (const { samples, withLabels, readAsEmpty, isSoftmaxTwice } of this.seen) {
        this.withLabels += withLabels;
        this.readAsEmpty += readAsEmpty;
        if (isSoftmaxTwice) this.say('softmax twice', SOFTMAX_TWICE);
        const unreadable = samples.find(({ status }) => status === Status.NotANumber);
        if (unreadable !== undefined) this.say('not a number', describeNoNumber(batch, unreadable));
        const infeasible = samples.filter(({ feasible }) => !feasible);
        if (infeasible.length > 0) this.say('infeasible', describeInfeasible(batch, infeasible, samples.length));
      }
    }

    override async onEpochEnd(epoch: number): Promise<void> {
      if (this.withLabels === 0 || this.readAsEmpty < COLLAPSED * this.withLabels) return;
      this.say('collapsed', describeCollapse(epoch, this.readAsEmpty, this.withLabels));
    }

    /** Each kind of warning once in a training. */
    private say(kind: string, message: string): void {
      if (this.said.has(kind)) return;
      this.said.add(kind);
      warn(message);
    }
  }
  return new TrainingWarnings();
}

/** What computes CTC losses for the model. */
function lossesOf(model: LayersModel): object[] {
  const { lossFunctions = [] } = model as unknown as { lossFunctions?: object[] };
  return [...lossFunctions.filter(isModelLoss), ...model.layers.filter(isBatchCostLayer)];
}

function describeInfeasible(batch: number, infeasible: readonly SampleDiagnosis[], size: number): string {
  return (
    `ctc: ${infeasible.length} of the ${counted(size, 'sample')} of batch ${batch} cannot be learned from: ${infeasible[0]!.message}. ` +
    "Their gradient is 0. Check that the lengths are those of the model's output; if they are, give it more frames " +
    "(a smaller stride) or leave these samples out; infeasible: 'zero' keeps the loss that is shown finite"
  );
}

const SOFTMAX_TWICE =
  "ctc: the model's output is probabilities, and the loss takes it for logits, so that a second softmax flattens what the " +
  "model says: it will hardly learn. Give the loss (and the metric) output: 'probs', or leave the softmax out of the model";

function describeNoNumber(batch: number, sample: SampleDiagnosis): string {
  return (
    `ctc: in batch ${batch}, ${sample.message}. From there on the weights are NaN, too. Look for NaN in the features, or take a ` +
    'smaller learning rate or gradient (clip it)'
  );
}

function describeCollapse(epoch: number, readAsEmpty: number, samples: number): string {
  return (
    `ctc: in epoch ${epoch} the model read nothing but blanks in ${readAsEmpty} of ${counted(samples, 'sample')}. Early in ` +
    'training that is a phase that passes; if it stays, let the learning rate rise more slowly and higher, begin with ' +
    'short samples, normalise the input, and check that the labels belong to their samples'
  );
}
