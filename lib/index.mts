// Not a second build: one addon and one CtcError serve both kinds of import.
export type * from './index.js';
export { CtcError, capabilities, ctcLoss, ctcLossSync, diagnose } from './index.js';
