import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmFile, run } from './program.mjs';
import { failure } from './tally.mjs';

/** @import { Tally } from './tally.mjs' */

/** The tests that need the library and no other package. */
export const libraryTests = ['native', 'request', 'loss', 'decode', 'align'].map((folder) => `test/lib/${folder}/`);

/**
 * @param {readonly string[]} parameters
 * @param {{ env?: NodeJS.ProcessEnv, node?: string }} [options] node: the Node.js program to run the tests with
 * @returns {Promise<Tally>}
 */
export async function jest(parameters, { env, node = process.execPath } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'ctc-native-jest-'));
  const results = join(folder, 'results.json');
  try {
    const options = ['--ci', '--json', `--outputFile=${results}`];
    const { code } = await run(node, [npmFile('jest', 'bin', 'jest.js'), ...options, ...parameters], env);
    return existsSync(results) ? readResults(results, code === 0) : failure;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * @param {string} file
 * @param {boolean} succeeded
 * @returns {Tally}
 */
function readResults(file, succeeded) {
  const results = JSON.parse(readFileSync(file, 'utf8'));
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return {
    passed: results.numPassedTests,
    // Jest may fail without a failed test, such as over a coverage threshold or a skipped test.
    failed: failed || Number(!succeeded),
    skipped: results.numPendingTests + results.numTodoTests,
  };
}
