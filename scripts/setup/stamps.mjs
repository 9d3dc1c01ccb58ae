import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { inStore } from './checkout.mjs';

/** @import { Step } from './step.mjs' */
/** @typedef {{ readonly key: string, readonly outputs: readonly string[] }} Stamp */

/** @param {Step} step */
const stampOf = (step) => inStore('stamps', `${step.name}.json`);

/**
 * Whether the step has run with its present key, and its outputs still exist.
 * @param {Step} step
 */
export function isDone(step) {
  if (!existsSync(stampOf(step))) return false;
  /** @type {Stamp} */
  const stamp = JSON.parse(readFileSync(stampOf(step), 'utf8'));
  return stamp.key === step.key() && stamp.outputs.every((output) => existsSync(output));
}

/** @param {Step} step */
export function removeStamp(step) {
  rmSync(stampOf(step), { force: true });
}

/**
 * Written under another name first, so that a stamp is either whole or absent.
 * @param {Step} step
 * @param {string} key
 * @param {readonly string[]} outputs
 */
export function writeStamp(step, key, outputs) {
  mkdirSync(inStore('stamps'), { recursive: true });
  const unfinished = `${stampOf(step)}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify({ key, outputs }, null, 2)}\n`);
  renameSync(unfinished, stampOf(step));
}
