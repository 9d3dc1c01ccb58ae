/** @import { Tally } from './tally.mjs' */

/**
 * A part of the test run.
 * @typedef {object} Group
 * @property {string} name as on the command line
 * @property {string} about one sentence for `--list`
 * @property {() => Promise<Tally>} run
 */

// Makes this file a module.
export {};
