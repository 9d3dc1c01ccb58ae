/**
 * CTC loss, decoding and alignment on arrays.
 *
 * @module ctc-native
 */
export { type Alignment, align, alignAsync, type LabelSpan } from './align';
export type { BatchOptions } from './batch-options';
export type { LabelScorer, NgramScorer } from './beam-scorer';
export { type BeamSearchRequest, beamSearchDecode, beamSearchDecodeAsync } from './beam-search-decode';
export type { CtcCallOptions } from './call-options';
export { type Capabilities, capabilities, type KernelName } from './capabilities';
export { type CtcResult, ctcLoss, ctcLossSync } from './ctc-loss';
export type { DecodedPath } from './decoded-paths';
export { diagnose, type SampleDiagnosis } from './diagnose';
export {
  type EditDistance,
  editDistance,
  editDistanceAsync,
  errorRate,
  errorRateAsync,
  type LabelSequence,
} from './edit-distance';
export { CtcError, type CtcErrorCode, type CtcErrorDetails } from './errors';
export { formatCtm } from './format-ctm';
export { formatTextGrid } from './format-text-grid';
export { greedyDecode, greedyDecodeAsync } from './greedy-decode';
export { type LabelTime, type LabelTimeOptions, labelTimes } from './label-times';
export type { LabelledBatch } from './labelled-batch';
export { type NgramModel, readArpa, readArpaAsync } from './ngram-model';
export type { Reduction } from './reduction';
export type { CtcRequest } from './request';
