import { startLog } from './child.mjs';
import { lock } from './lock.mjs';
import { isDone, removeStamp, writeStamp } from './stamps.mjs';
import { requireTools } from './tools.mjs';

/** @import { Step } from './step.mjs' */

/**
 * Runs the steps that are not done, in order.
 * @param {readonly Step[]} steps
 * @returns {Promise<boolean>} whether there was anything to do
 */
export async function runSteps(steps) {
  if (steps.every(isDone)) return false;
  const unlock = await lock();
  try {
    const todo = steps.filter((step) => !isDone(step));
    if (todo.length === 0) return false;
    requireTools(todo.flatMap((step) => step.needs));
    startLog();
    for (const step of steps) {
      // Checked again: an earlier step may have undone this one, as npm ci does with files in node_modules.
      if (!isDone(step)) await runStep(step);
    }
    return true;
  } finally {
    await unlock();
  }
}

/** @param {Step} step */
async function runStep(step) {
  requireTools(step.needs);
  removeStamp(step);
  // Computed before the work: an edit during the work may come too late for it.
  const key = step.key();
  const start = performance.now();
  process.stdout.write(`set-up: ${step.title} … `);
  try {
    writeStamp(step, key, await step.run((words) => process.stdout.write(`${words} … `)));
  } catch (error) {
    process.stdout.write('failed\n');
    throw error;
  }
  process.stdout.write(`${((performance.now() - start) / 1000).toFixed(1)} s\n`);
}
