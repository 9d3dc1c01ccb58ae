import type { Tensor } from '@tensorflow/tfjs';
import { greedyDecode } from '../../decode/greedy-decode';
import { diagnose, type SampleDiagnosis } from '../../loss/diagnose';
import { Status } from '../../native/status';
import type { CtcRequest } from '../../request/options';
import type { TensorCtcRequest } from '../tensors/tensor-request';

/** How far from 1 the sum of a softmax's float32 probabilities may be. */
const SUM_TOLERANCE = 1e-3;

/** What a batch says of the model that made its scores. */
export interface InspectedBatch {
  readonly samples: readonly SampleDiagnosis[];
  /** Samples with labels, and with scores that are numbers; and how many of those the model reads as empty. */
  readonly withLabels: number;
  readonly readAsEmpty: number;
  /** Scores that were given as logits and are probabilities: every frame's are from 0 to 1 and add up to 1. */
  readonly isSoftmaxTwice: boolean;
}

/** What the batch's labels need, and what the model reads. */
export function inspectBatch(batch: TensorCtcRequest): InspectedBatch {
  const { logits, logProbs, probs, ...rest } = batch as TensorCtcRequest &
    Record<'logits' | 'logProbs' | 'probs', Tensor>;
  const scores = logits ?? logProbs ?? probs;
  const values = scores.dataSync() as Float32Array;
  const shape = scores.shape as [number, number, number];
  const given = { [logits ? 'logits' : logProbs ? 'logProbs' : 'probs']: values, shape };
  const samples = diagnose({ ...(rest as Omit<CtcRequest, 'shape'>), ...given, infeasible: 'inf' });
  const { inputLengths, blank, mergeRepeated } = rest as Pick<CtcRequest, 'inputLengths' | 'blank' | 'mergeRepeated'>;
  const readings = greedyDecode({ ...given, inputLengths, blank, mergeRepeated });
  const withLabels = readings.filter((_, sample) => {
    const { labels, status } = samples[sample]!;
    return labels > 0 && status !== Status.NotANumber;
  });
  return {
    samples,
    withLabels: withLabels.length,
    readAsEmpty: withLabels.filter(({ labels }) => labels.length === 0).length,
    isSoftmaxTwice: logits !== undefined && areProbabilities(values, shape[2]),
  };
}

function areProbabilities(scores: Float32Array, classes: number): boolean {
  for (let frame = 0; frame < scores.length; frame += classes) {
    let sum = 0;
    for (let i = frame; i < frame + classes; i++) {
      if (!(scores[i]! >= 0)) return false;
      sum += scores[i]!;
    }
    if (Math.abs(sum - 1) > SUM_TOLERANCE) return false;
  }
  return scores.length > 0 && classes > 1;
}
