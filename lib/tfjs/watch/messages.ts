import { counted } from '../../check/counted';
import type { ScoreSuspicion } from '../../loss/score-checks';
import type { InspectedSample } from './inspect-batch';

export function describeInfeasible(batch: number, infeasible: readonly InspectedSample[], size: number): string {
  return (
    `ctc: ${infeasible.length} of the ${counted(size, 'sample')} of batch ${batch} cannot be learned from: ${infeasible[0]!.message}. ` +
    "Their gradient is 0. Check that the lengths are those of the model's output; if they are, give it more frames " +
    "(a smaller stride) or leave these samples out; infeasible: 'zero' keeps the loss that is shown finite"
  );
}

export function describeSuspicion(batch: number, sample: number, suspicion: ScoreSuspicion): string {
  switch (suspicion.kind) {
    case 'softmax twice':
      return (
        "ctc: the model's output is probabilities, and the loss takes it for logits: a second softmax flattens it, and the " +
        "model will hardly learn. Give the loss (and the metric) output: 'probs', or remove the softmax from the model"
      );
    case 'not normalised':
      return (
        `ctc: in batch ${batch}, the probabilities of frame ${suspicion.frame} of sample ${sample} sum to ` +
        `${suspicion.sum.toPrecision(4)} instead of 1. End the model in a softmax layer; or, if its output is unnormalised ` +
        "scores, give the loss (and the metric) output: 'logits'"
      );
    case 'negative loss':
      return (
        `ctc: in batch ${batch}, the loss of sample ${sample} is ${suspicion.loss.toPrecision(4)}, below 0: the model's output ` +
        'is not log-probabilities, and the loss can fall for ever. If the output is unnormalised scores, give the loss (and ' +
        "the metric) output: 'logits'"
      );
  }
}

export function describeNaN(batch: number, sample: InspectedSample): string {
  return (
    `ctc: in batch ${batch}, ${sample.message}. The weights become NaN in this step. Look for NaN in the features, or take a ` +
    'smaller learning rate or clip the gradient'
  );
}

export function describeLostMask(layer: string): string {
  return (
    `ctc: the mask of the layer ${layer} does not reach the loss, so all frames count, with their padding. Pack the lengths ` +
    'into the targets: ctc.packTargets({ labels, inputLengths })'
  );
}

export function describeCollapse(epoch: number, readAsEmpty: number, samples: number): string {
  return (
    `ctc: in epoch ${epoch} the model read nothing but blanks in ${readAsEmpty} of ${counted(samples, 'sample')}. Early in ` +
    'training this is normal and passes; if it stays, let the learning rate rise more slowly and higher, begin with ' +
    'short samples, normalise the input, and check that the labels belong to their samples'
  );
}
