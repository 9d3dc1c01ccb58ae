import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { CtcError } from '../../check/errors';
import { loadNative } from '../../native/load';
import { refuseInfeasible } from '../../request/feasibility';
import type { BatchWatcher, ComputedBatch } from '../tensors/batch-watchers';
import { type CheckedTensorRequest, readTensorRequest, type TensorCtcRequest } from '../tensors/tensor-request';
import type { Tfjs } from '../tensors/tfjs';
import type { LossPath } from './loss-path';
import { isSame, UpstreamPredictor } from './upstream-predictor';

/** The loss of each sample, [batch]. @param watcher is called with the losses before the function returns */
export type ComputeLoss = (request: TensorCtcRequest, watcher?: BatchWatcher) => Tensor1D;

/** @param choosePath returns the path for a call; it depends on the current backend */
export function createCtcLoss(tf: Tfjs, choosePath: () => LossPath): ComputeLoss {
  const predictor = new UpstreamPredictor();

  /** An op of scores and dy, so that TensorFlow.js asks this op for a second derivative. */
  function gradientOp(scores: Tensor, dy: Tensor, compute: (upstream: Float32Array) => Tensor): Tensor {
    const op = tf.customGrad((_, upstream) => ({
      value: compute((upstream as Tensor).dataSync() as Float32Array),
      gradFunc: () => {
        throw new CtcError('ERR_CTC_UNSUPPORTED', 'the CTC loss has no second derivative');
      },
    }));
    return op(scores, dy);
  }

  function lossOp(
    request: CheckedTensorRequest,
    watch: (computed: Omit<ComputedBatch, 'allFramesCount'>) => void,
  ): Tensor1D {
    const { scores: input, block, refusesInfeasible } = request;
    const path = choosePath();
    const op = tf.customGrad((opInput, save) => {
      const scores = opInput as Tensor;
      // gradientDepth counts nested tf.grad calls. At depth 0 the backward function below is never called.
      const predicted = tf.engine().state.gradientDepth > 0 ? predictor.next(block.batch) : undefined;
      if (predicted !== undefined) block.setLossGradient(predicted);
      const { losses, status, gradient } = path.run(block, scores, predicted !== undefined);
      if (refusesInfeasible) refuseInfeasible(block, status());
      watch({ block, scores, losses, status });
      (save as (tensors: Tensor[]) => void)(gradient === undefined ? [scores] : [scores, gradient]);
      return {
        value: losses,
        gradFunc: (dy, [savedScores, savedGradient]) =>
          gradientOp(savedScores as Tensor, dy, (upstream) => {
            predictor.observe(upstream);
            // A clone: the caller may dispose of the result and call the gradient function again.
            if (predicted !== undefined && isSame(upstream, predicted)) return (savedGradient as Tensor).clone();
            block.setLossGradient(upstream);
            return path.run(block, savedScores as Tensor, true).gradient!;
          }),
      };
    });
    return op(input) as Tensor1D;
  }

  return function ctcLoss(request, watcher) {
    const { threads } = loadNative();
    return tf.tidy(() =>
      lossOp(readTensorRequest(tf, request, threads), (computed) =>
        watcher?.({ ...computed, allFramesCount: request.inputLengths === undefined }),
      ),
    );
  };
}
