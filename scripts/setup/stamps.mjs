import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { inStore } from './checkout.mjs';

const stampOf = (step) => inStore('stamps', `${step.name}.json`);

/** Whether the step was done with what it would be done with now, and what it made is still there. */
export function isDone(step) {
  if (!existsSync(stampOf(step))) return false;
  const stamp = JSON.parse(readFileSync(stampOf(step), 'utf8'));
  return stamp.key === step.key() && stamp.outputs.every((output) => existsSync(output));
}

export function removeStamp(step) {
  rmSync(stampOf(step), { force: true });
}

/** Written under another name first: a stamp is either whole or not there. */
export function writeStamp(step, key, outputs) {
  mkdirSync(inStore('stamps'), { recursive: true });
  const unfinished = `${stampOf(step)}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify({ key, outputs }, null, 2)}\n`);
  renameSync(unfinished, stampOf(step));
}
