export type { TensorCtcRequest, TensorScores } from './ctc-loss';
export type { ModelLoss, ModelLossOptions } from './model-loss';
export type { Tfjs } from './tfjs';
export { type CtcForTf, withTf } from './with-tf';
