// TensorFlow reads its log level from the process's environment when it is loaded; jest's workers inherit this one.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/lib', '<rootDir>/test', '<rootDir>/examples'],
  testMatch: ['**/*.test.ts'],
  // They try a tarball that has to be made first: npx jest --config test/package/jest.config.js
  testPathIgnorePatterns: ['<rootDir>/test/package/'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  setupFiles: ['<rootDir>/scripts/node-util-for-tfjs.cjs'],
  reporters: ['default', '<rootDir>/scripts/test/tools/skip-reporter.cjs'],
  // In a test's realm each mention of a global costs a call; these are mentioned a million times.
  sandboxInjectedGlobals: ['Math', 'Number', 'Array'],
  maxWorkers: 2,
  testTimeout: 60_000,
};
