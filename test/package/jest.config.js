const base = require('../../jest.config.js');

/**
 * The tests of the tarball that `npm run package` makes. They take minutes and use npm's registry.
 * @type {import('jest').Config}
 */
module.exports = {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/package'],
  testPathIgnorePatterns: [],
  testTimeout: 300_000,
};
