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

/** As the options of the loss of the same names. */
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

export function createLabelErrorRate(tf: Tfjs, options: LabelErrorRateOptions = {}): LabelErrorRate {
  checkOptionNames(options, OPTIONS, 'metric options');
  const { output: givenOutput, labelPadding: givenPadding, ...rest } = options;
  const output = readName(givenOutput, 'output', ['logits', 'logProbs', 'probs']);
  const labelPadding = readLabelPadding(givenPadding);
  // tfjs-layers shows a metric under its function's name.
  return function labelErrorRate(yTrue, yPred) {
    const scores = expectScores(yPred, 'yPred', OUTPUT);
    const shape = scores.shape as [number, number, number];
    const { labels, inputLengths } = readTargets(expectTensor(yTrue, 'yTrue'), shape[0]);
    const references = inputLengths === undefined ? labels.map((row) => unpadded(row, labelPadding)) : labels;
    const readings = greedyDecode({ [output]: scores.dataSync() as Float32Array, shape, inputLengths, ...rest });
    return tf.scalar(
      errorRate(
        references,
        readings.map((reading) => reading.labels),
      ),
    );
  };
}

function unpadded(
  row: Int32Array | readonly number[],
  labelPadding: number | undefined,
): Int32Array | readonly number[] {
  const end = labelPadding === undefined ? -1 : row.indexOf(labelPadding);
  return end < 0 ? row : row.slice(0, end);
}
