// Node.js 20's own programs need glibc 2.28: nobody is served by less.
export const oldestGlibc = '2.28';

/**
 * The platforms that lib/native/prebuilds.ts knows, each with what zig calls it.
 * @type {Record<string, string>}
 */
export const targets = {
  'linux-x64': `x86_64-linux-gnu.${oldestGlibc}`,
  'linux-arm64': `aarch64-linux-gnu.${oldestGlibc}`,
  'linux-x64-musl': 'x86_64-linux-musl',
  'linux-arm64-musl': 'aarch64-linux-musl',
  'darwin-x64': 'x86_64-macos.11.0',
  'darwin-arm64': 'aarch64-macos.11.0',
  'win32-x64': 'x86_64-windows-gnu',
};

/** Those that the tests of a checkout can run; the release workflow builds and tests the others, too. */
export const testedHere = ['linux-x64', 'linux-arm64'];
