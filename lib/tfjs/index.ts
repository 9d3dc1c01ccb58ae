/**
 * The CTC loss for TensorFlow.js.
 *
 * @module tfjs
 */
export type { CtcBatchCostLayerOptions } from './keras/ctc-batch-cost-layer';
export type { DecodedTensors } from './keras/ctc-decode';
export type { SparseLabels } from './keras/label-dense-to-sparse';
export type { PathName } from './loss/loss-path';
export type { LabelErrorRate, LabelErrorRateOptions } from './model/label-error-rate';
export type { ModelLoss, ModelLossOptions } from './model/model-loss';
export type { TargetsToPack } from './model/pack-targets';
export type { TensorCtcRequest, TensorScores } from './tensors/tensor-request';
export type { Tfjs } from './tensors/tfjs';
export type { TrainingWarningsOptions } from './watch/training-warnings';
export { type CtcForTf, type TfOptions, withTf } from './with-tf';
