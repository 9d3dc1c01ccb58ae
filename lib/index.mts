// Re-exports the CommonJS build, so that import and require share one addon and one CtcError.
export type * from './index.js';
export {
  align,
  alignAsync,
  beamSearchDecode,
  beamSearchDecodeAsync,
  CtcError,
  capabilities,
  ctcLoss,
  ctcLossSync,
  diagnose,
  editDistance,
  editDistanceAsync,
  errorRate,
  errorRateAsync,
  formatCtm,
  formatTextGrid,
  greedyDecode,
  greedyDecodeAsync,
  labelTimes,
  readArpa,
  readArpaAsync,
} from './index.js';
