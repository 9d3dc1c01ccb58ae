export { type Capabilities, capabilities, type KernelName } from './capabilities';
export { type CtcCallOptions, type CtcResult, ctcLoss, ctcLossSync } from './ctc-loss';
export { diagnose, type SampleDiagnosis } from './diagnose';
export { CtcError, type CtcErrorCode, type CtcErrorDetails } from './errors';
export type { Reduction } from './reduction';
export type { CtcRequest } from './request';
