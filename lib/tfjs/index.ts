/**
 * The CTC loss for TensorFlow.js.
 *
 * @module tfjs
 */
export type { CtcBatchCostLayerOptions } from './ctc-batch-cost-layer';
export type { DecodedTensors } from './ctc-decode';
export type { SparseLabels } from './label-dense-to-sparse';
export type { LabelErrorRate, LabelErrorRateOptions } from './label-error-rate';
export type { PathName } from './loss-path';
export type { ModelLoss, ModelLossOptions } from './model-loss';
export type { TargetsToPack } from './pack-targets';
export type { TensorCtcRequest, TensorScores } from './tensor-request';
export type { Tfjs } from './tfjs';
export type { TrainingWarningsOptions } from './training-warnings';
export { type CtcForTf, type TfOptions, withTf } from './with-tf';
