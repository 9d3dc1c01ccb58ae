import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import type { ComputeLoss } from '../loss/ctc-loss';
import type { BatchWatcher } from '../tensors/batch-watchers';
import {
  checkTensor,
  expectScores,
  expectTensor,
  INTEGER_DTYPES,
  readIntegers,
  readRows,
} from '../tensors/tensor-arguments';
import type { TensorCtcRequest } from '../tensors/tensor-request';
import type { Tfjs } from '../tensors/tfjs';
import { checkBatchCostArguments } from './keras-mistakes';

/** Converts Keras' four arguments to a request. Checks every dtype and shape before it reads data. */
export function readBatchCost(
  yTrue: Tensor,
  yPred: Tensor,
  inputLength: Tensor,
  labelLength: Tensor,
): TensorCtcRequest & { readonly probs: Tensor } {
  const probs = expectScores(yPred, 'yPred', "a softmax's output, [batch, time, classes]");
  const [batch, time, classes] = probs.shape as [number, number, number];
  const targets = expectTensor(yTrue, 'yTrue');
  checkTensor(targets, {
    argument: 'yTrue',
    dtypes: INTEGER_DTYPES,
    shape: [batch, null],
    meaning:
      `class numbers, [${batch}, labels]` +
      (targets.shape.length === 3 ? '; of one-hot rows, take yTrue.argMax(-1)' : ''),
  });
  checkColumn(inputLength, 'inputLength', batch);
  checkColumn(labelLength, 'labelLength', batch);

  const rows = (readRows(targets) as (Int32Array | number[])[]).map((row) => Array.from(row));
  const inputLengths = Array.from(readIntegers(inputLength));
  const labelLengths = Array.from(readIntegers(labelLength));
  const width = targets.shape[1]!;
  checkBatchCostArguments({ rows, inputLength: inputLengths, labelLength: labelLengths, time, classes, width });
  return {
    probs,
    labels: rows.map((row, sample) => row.slice(0, labelLengths[sample])),
    inputLengths,
    blank: -1,
  };
}

function checkColumn(lengths: Tensor, argument: string, batch: number): void {
  const { shape } = expectTensor(lengths, argument);
  checkTensor(lengths, {
    argument,
    dtypes: INTEGER_DTYPES,
    shape: [batch, 1],
    meaning:
      `[${batch}, 1], one for each sample, in a column` +
      (shape.length === 1 && shape[0] === batch ? `: ${argument}.expandDims(1)` : ''),
  });
}

/** The losses of a request in Keras' shape, [batch, 1]. */
export function costColumn(
  tf: Tfjs,
  ctcLoss: ComputeLoss,
  request: TensorCtcRequest,
  watcher?: BatchWatcher,
): Tensor2D {
  return tf.tidy(() => {
    const losses = ctcLoss(request, watcher);
    return tf.reshape(losses, [losses.shape[0], 1]);
  });
}
