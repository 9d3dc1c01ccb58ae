/** @typedef {{ readonly passed: number, readonly failed: number, readonly skipped: number }} Tally */

/** @type {Tally} */
export const none = { passed: 0, failed: 0, skipped: 0 };

/** A check that is not made of tests counts as one. @type {Tally} */
export const success = { passed: 1, failed: 0, skipped: 0 };

/** @type {Tally} */
export const failure = { passed: 0, failed: 1, skipped: 0 };

/**
 * Names what does not run, and counts it as one skipped test.
 * @param {string} reason
 * @returns {Tally}
 */
export function skip(reason) {
  console.log(`SKIPPED: ${reason}`);
  return { passed: 0, failed: 0, skipped: 1 };
}

/**
 * @param {Tally} a
 * @param {Tally} b
 * @returns {Tally}
 */
export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

/**
 * Runs checks until one fails: each needs what the one before it built.
 * @param {(() => Promise<Tally>)[]} checks
 */
export async function inTurn(...checks) {
  let tally = none;
  for (const check of checks) {
    if (tally.failed === 0) tally = add(tally, await check());
  }
  return tally;
}

/** @param {readonly Promise<Tally>[]} checks */
export const together = async (checks) => (await Promise.all(checks)).reduce(add, none);
