import { addon, openmpAddon } from './addon.mjs';
import { arm64Tools } from './arm64-tools.mjs';
import { browser } from './browser.mjs';
import { fuzzTools } from './fuzz-tools.mjs';
import { otherNodes } from './other-nodes.mjs';
import { packageTools } from './package-tools.mjs';
import { packages } from './packages.mjs';
import { Problem } from './problem.mjs';
import { runSteps } from './run-steps.mjs';
import { clangFormat, cmake, googleTest } from './test-tools.mjs';
import { tfjsNode } from './tfjs-node.mjs';
import { example, library } from './typescript.mjs';

/** @import { Step } from './step.mjs' */

/** @type {readonly Step[]} */
const everyday = [packages, addon, library, example, tfjsNode];
/** @type {readonly Step[]} */
const forTests = [clangFormat, cmake, googleTest, arm64Tools, fuzzTools, browser, otherNodes, packageTools];

/**
 * The steps that the command line names. `--openmp` builds the addon on OpenMP's threads.
 * @param {readonly string[]} options
 */
function chosenSteps(options) {
  const names = options.filter((option) => !['--for-tests', '--openmp'].includes(option));
  const known = [...everyday, ...forTests];
  for (const name of names) {
    if (!known.some((step) => step.name === name)) {
      throw new Problem(`"${name}" is not a step; the steps are ${known.map((step) => step.name).join(', ')}.`);
    }
  }
  const all = options.includes('--for-tests') ? known : everyday;
  const chosen = names.length > 0 ? known.filter((step) => names.includes(step.name)) : all;
  return options.includes('--openmp') ? chosen.map((step) => (step === addon ? openmpAddon : step)) : chosen;
}

/**
 * Runs set-up. If something is missing or fails, prints one sentence and sets the exit code.
 * @param {readonly string[]} options
 */
export async function main(options) {
  try {
    const worked = await runSteps(chosenSteps(options));
    if (!worked) console.log('set-up: everything is in place');
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(`${error.logTail}set-up: ${error.message}`);
    process.exitCode = 1;
  }
}
