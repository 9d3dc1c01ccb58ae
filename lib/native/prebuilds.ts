/**
 * The addons that the package brings along, one for each platform it was built for. A bundler follows nothing but
 * literal requires, and takes a file that is not there for a warning inside `try` only.
 *
 * @param platform as {@link platformOfThisProcess} names it
 * @returns undefined where the package has none for the platform
 * @throws what the system's loader says
 */
export function requirePrebuilt(platform: string): unknown {
  try {
    switch (platform) {
      case 'linux-x64':
        return require('../../prebuilds/linux-x64/ctc_native.node');
      case 'linux-arm64':
        return require('../../prebuilds/linux-arm64/ctc_native.node');
      case 'linux-x64-musl':
        return require('../../prebuilds/linux-x64-musl/ctc_native.node');
      case 'linux-arm64-musl':
        return require('../../prebuilds/linux-arm64-musl/ctc_native.node');
      case 'darwin-x64':
        return require('../../prebuilds/darwin-x64/ctc_native.node');
      case 'darwin-arm64':
        return require('../../prebuilds/darwin-arm64/ctc_native.node');
      case 'win32-x64':
        return require('../../prebuilds/win32-x64/ctc_native.node');
    }
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'MODULE_NOT_FOUND') throw error;
  }
  return undefined;
}

/** Such as linux-x64, or linux-x64-musl where the C library is musl. */
export function platformOfThisProcess(): string {
  const name = `${process.platform}-${process.arch}`;
  return process.platform === 'linux' && !hasGlibc() ? `${name}-musl` : name;
}

function hasGlibc(): boolean {
  // Newer than the type declarations. Without it the report looks up the names of open connections.
  const report = process.report as typeof process.report & { excludeNetwork?: boolean };
  report.excludeNetwork = true;
  const { header } = report.getReport() as unknown as { header: object };
  return 'glibcVersionRuntime' in header;
}
