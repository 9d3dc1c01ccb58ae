/**
 * CTC loss, decoding and alignment on arrays.
 *
 * @module ctc-native
 */
export { type Alignment, align, alignAsync, type LabelSpan } from './align/align';
export { formatCtm } from './align/format-ctm';
export { formatTextGrid } from './align/format-text-grid';
export { type LabelTime, type LabelTimeOptions, labelTimes } from './align/label-times';
export { CtcError, type CtcErrorCode, type CtcErrorDetails } from './check/errors';
export type { LabelScorer, NgramScorer } from './decode/beam-scorer';
export { type BeamSearchRequest, beamSearchDecode, beamSearchDecodeAsync } from './decode/beam-search-decode';
export type { DecodedPath } from './decode/decoded-paths';
export {
  type EditDistance,
  editDistance,
  editDistanceAsync,
  errorRate,
  errorRateAsync,
  type LabelSequence,
} from './decode/edit-distance';
export { greedyDecode, greedyDecodeAsync } from './decode/greedy-decode';
export { type NgramModel, readArpa, readArpaAsync } from './decode/ngram-model';
export { type CtcResult, ctcLoss, ctcLossSync } from './loss/ctc-loss';
export { diagnose, type SampleDiagnosis } from './loss/diagnose';
export { type Capabilities, capabilities, type KernelName } from './native/capabilities';
export type { CtcCallOptions } from './request/call-options';
export type { BatchOptions, CtcRequest, LabelledBatch, Reduction } from './request/options';
