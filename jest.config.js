// TensorFlow reads its log level from the environment when it loads; jest's workers inherit this environment.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/lib', '<rootDir>/test', '<rootDir>/examples'],
  testMatch: ['**/*.test.ts'],
  // Those tests need the tarball of `npm run package`: npx jest --config test/package/jest.config.js
  testPathIgnorePatterns: ['<rootDir>/test/package/'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  setupFiles: ['<rootDir>/scripts/node-util-for-tfjs.cjs'],
  reporters: ['default', '<rootDir>/scripts/test/tools/skip-reporter.cjs'],
  // In a test's realm each access to a global costs a call; tests access these millions of times.
  sandboxInjectedGlobals: ['Math', 'Number', 'Array'],
  maxWorkers: 2,
  testTimeout: 60_000,
};
