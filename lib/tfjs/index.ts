/**
 * The CTC loss for TensorFlow.js.
 *
 * @module tfjs
 */
export type { CtcBatchCostLayerOptions } from './ctc-batch-cost-layer';
export type { DecodedTensors } from './ctc-decode';
export type { TensorCtcRequest, TensorScores } from './ctc-loss';
export type { SparseLabels } from './label-dense-to-sparse';
export type { LabelErrorRate, LabelErrorRateOptions } from './label-error-rate';
export type { ModelLoss, ModelLossOptions } from './model-loss';
export type { TargetsToPack } from './pack-targets';
export type { Tfjs } from './tfjs';
export type { TrainingWarningsOptions } from './training-warnings';
export { type CtcForTf, withTf } from './with-tf';
