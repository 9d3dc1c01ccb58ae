import type { Scalar, Tensor } from '@tensorflow/tfjs';
import { checkOptionNames } from '../../check/option-names';
import { readName } from '../../check/simple-options';
import { errorRate } from '../../decode/edit-distance';
import { greedyDecode } from '../../decode/greedy-decode';
import { readLabelPadding } from '../../request/label-padding';
import { expectScores, expectTensor } from '../tensors/tensor-arguments';
import type { Tfjs } from '../tensors/tfjs';
import { type ModelLossOptions, OUTPUT } from './model-loss';
import { readTargets } from './targets';

/** The options of the loss with the same names. */
export type LabelErrorRateOptions = Pick<ModelLossOptions, 'output' | 'blank' | 'labelPadding' | 'mergeRepeated'>;

/**
 * @param yTrue labels, [batch, labels], or packed targets
 * @param yPred scores, [batch, time, classes]
 */
export type LabelErrorRate = (yTrue: Tensor, yPred: Tensor) => Scalar;

const OPTIONS: ReadonlySet<string> = new Set([
  'output',
  'blank',
  'labelPadding',
  'mergeRepeated',
] satisfies (keyof LabelErrorRateOptions)[]);

const labelErrorRates = new WeakSet<object>();

export function isLabelErrorRate(value: unknown): boolean {
  return typeof value === 'function' && labelErrorRates.has(value);
}

export function createLabelErrorRate(tf: Tfjs, options: LabelErrorRateOptions = {}): LabelErrorRate {
  checkOptionNames(options, OPTIONS, 'metric options');
  const { output: outputOption, labelPadding: paddingOption, ...rest } = options;
  const output = readName(outputOption, 'output', ['logits', 'logProbs', 'probs']);
  const labelPadding = readLabelPadding(paddingOption);
  // tfjs-layers uses the function's name as the metric's name.
  const metric: LabelErrorRate = function labelErrorRate(yTrue, yPred) {
    const scores = expectScores(yPred, 'yPred', OUTPUT);
    const shape = scores.shape as [number, number, number];
    const targets = readTargets(expectTensor(yTrue, 'yTrue'), scores, labelPadding);
    const { inputLengths } = targets;
    const references = targets.labels.map((row) => unpadded(row, targets.labelPadding));
    const hypotheses = greedyDecode({ [output]: scores.dataSync() as Float32Array, shape, inputLengths, ...rest });
    return tf.scalar(
      errorRate(
        references,
        hypotheses.map(({ labels }) => labels),
      ),
    );
  };
  labelErrorRates.add(metric);
  return metric;
}

function unpadded(
  row: Int32Array | readonly number[],
  labelPadding: number | undefined,
): Int32Array | readonly number[] {
  const end = labelPadding === undefined ? -1 : row.indexOf(labelPadding);
  return end < 0 ? row : row.slice(0, end);
}
