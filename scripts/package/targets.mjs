// The official builds of Node.js 20 need glibc 2.28, too.
export const minGlibc = '2.28';

/**
 * The platforms of lib/native/prebuilds.ts and their names in zig.
 * @type {Record<string, string>}
 */
export const targets = {
  'linux-x64': `x86_64-linux-gnu.${minGlibc}`,
  'linux-arm64': `aarch64-linux-gnu.${minGlibc}`,
  'linux-x64-musl': 'x86_64-linux-musl',
  'linux-arm64-musl': 'aarch64-linux-musl',
  'darwin-x64': 'x86_64-macos.11.0',
  'darwin-arm64': 'aarch64-macos.11.0',
  'win32-x64': 'x86_64-windows-gnu',
};

/** Platforms that a checkout can test; the release workflow builds and tests all. */
export const testedHere = ['linux-x64', 'linux-arm64'];
