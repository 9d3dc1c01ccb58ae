import { startLog } from './child.mjs';
import { lock } from './lock.mjs';
import { isDone, removeStamp, writeStamp } from './stamps.mjs';
import { requireTools } from './tools.mjs';

/**
 * Runs the steps that are not done, in order. A step is an object with
 *   name     its stamp's name
 *   title    for the screen
 *   needs    the tools it starts, names of tools.mjs
 *   key()    a fingerprint of all that it depends on; changes when the step has to be done again
 *   run(say) does it and returns the files that it made; `say` adds a few words to its line on the screen
 * @return whether there was anything to do
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
      // Looked at again: an earlier step may have undone this one, as npm ci does what stands in node_modules.
      if (!isDone(step)) await runStep(step);
    }
    return true;
  } finally {
    unlock();
  }
}

async function runStep(step) {
  requireTools(step.needs);
  removeStamp(step);
  // Taken before the work: what is edited meanwhile may have come too late for it.
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
