// Re-exports the CommonJS build: see ../index.mts.
export type * from './index.js';
export { withTf } from './index.js';
