export { type Capabilities, capabilities, type KernelName } from './capabilities';
export { type CtcResult, ctcLoss, ctcLossSync } from './ctc-loss';
export { CtcError, type CtcErrorCode, type CtcErrorDetails } from './errors';
export type { CtcRequest } from './request';
