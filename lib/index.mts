// Not a second build: one addon and one CtcError serve both kinds of import.
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
