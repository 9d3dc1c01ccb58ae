/** @import { AggregatedResult, Reporter } from '@jest/reporters' */
/** @import { Config } from '@jest/types' */

/**
 * A jest reporter that names every skipped test after the run, and fails the run for them if the variable CI is set:
 * a skipped test must not look like one that passed.
 * @implements {Pick<Reporter, 'onRunComplete' | 'getLastError'>}
 */
module.exports = class SkipReporter {
  /** @param {Config.GlobalConfig} globalConfig */
  constructor(globalConfig) {
    this.filtered = Boolean(globalConfig.testNamePattern);
    /** @type {string[]} */
    this.skipped = [];
  }

  /**
   * @param {unknown} _contexts
   * @param {AggregatedResult} results
   */
  onRunComplete(_contexts, results) {
    if (this.filtered) return;
    for (const file of results.testResults) {
      if (file.skipped) this.skipped.push(file.testFilePath);
      for (const test of file.testResults) {
        if (test.status !== 'passed' && test.status !== 'failed')
          this.skipped.push(`${file.testFilePath}: ${test.fullName}`);
      }
    }
    if (this.skipped.length > 0) process.stderr.write(`\nSKIPPED\n  ${this.skipped.join('\n  ')}\n`);
  }

  getLastError() {
    if (process.env.CI && this.skipped.length > 0) return new Error(`${this.skipped.length} tests were skipped`);
  }
};
