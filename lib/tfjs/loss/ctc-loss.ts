import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { CtcError } from '../../check/errors';
import { loadNative } from '../../native/load';
import { refuseInfeasible } from '../../request/feasibility';
import { type CheckedTensorRequest, readTensorRequest, type TensorCtcRequest } from '../tensors/tensor-request';
import type { Tfjs } from '../tensors/tfjs';
import type { LossPath } from './loss-path';
import { isSame, UpstreamForecast } from './upstream-predictor';

/** @param choosePath the way to take for a call, which depends on the backend at that time */
export function createCtcLoss(tf: Tfjs, choosePath: () => LossPath): (request: TensorCtcRequest) => Tensor1D {
  const forecast = new UpstreamForecast();

  /** An op of its own, so that TensorFlow.js knows it as a function of both: a second derivative is then asked of it. */
  function gradientOp(scores: Tensor, dy: Tensor, compute: (upstream: Float32Array) => Tensor): Tensor {
    const op = tf.customGrad((_, upstream) => ({
      value: compute((upstream as Tensor).dataSync() as Float32Array),
      gradFunc: () => {
        throw new CtcError('ERR_CTC_UNSUPPORTED', 'the CTC loss has no second derivative');
      },
    }));
    return op(scores, dy);
  }

  function lossOp({ scores: input, block, refusesInfeasible }: CheckedTensorRequest): Tensor1D {
    const path = choosePath();
    const op = tf.customGrad((given, save) => {
      const scores = given as Tensor;
      // The depth of nested tf.grad calls. Outside of them the backward function below would never be called.
      const foretold = tf.engine().state.gradientDepth > 0 ? forecast.next(block.batch) : undefined;
      if (foretold !== undefined) block.setLossGradient(foretold);
      const { losses, status, gradient } = path.run(block, scores, foretold !== undefined);
      if (refusesInfeasible) refuseInfeasible(block, status());
      (save as (tensors: Tensor[]) => void)(gradient === undefined ? [scores] : [scores, gradient]);
      return {
        value: losses,
        gradFunc: (dy, [savedScores, savedGradient]) =>
          gradientOp(savedScores as Tensor, dy, (upstream) => {
            forecast.observe(upstream);
            // A clone, because the caller of this function may dispose of what it returns and call it once more.
            if (foretold !== undefined && isSame(upstream, foretold)) return (savedGradient as Tensor).clone();
            block.setLossGradient(upstream);
            return path.run(block, savedScores as Tensor, true).gradient!;
          }),
      };
    });
    return op(input) as Tensor1D;
  }

  return function ctcLoss(request) {
    const { threads } = loadNative();
    return tf.tidy(() => lossOp(readTensorRequest(tf, request, threads)));
  };
}
