/** @import { ToolName } from './tools.mjs' */

/**
 * A part of set-up.
 * @typedef {object} Step
 * @property {string} name of its stamp, and on the command line
 * @property {string} title for the screen
 * @property {readonly ToolName[]} needs the tools that it starts
 * @property {() => string} key a fingerprint of everything it depends on: if it changes, the step runs again
 * @property {(report: Report) => Promise<string[]>} run does the work and returns the files that it made
 */

/**
 * Adds a few words to the step's line on the screen.
 * @typedef {(words: string) => void} Report
 */

// Makes this file a module.
export {};
