// A jest reporter that names every skipped test after the run, and fails the run over them where CI is set:
// a test that was left out must not look like one that passed.
module.exports = class SkipReporter {
  constructor(globalConfig) {
    this.filtered = Boolean(globalConfig.testNamePattern);
    this.skipped = [];
  }

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
