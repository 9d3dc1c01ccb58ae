import { readdirSync } from 'node:fs';

/**
 * Loads the prebuilt addon for a platform. The requires are literal because bundlers follow no others, and inside `try`
 * because bundlers then only warn about a missing file.
 *
 * @param platform as {@link platformOfThisProcess} names it
 * @returns undefined if the package has no addon for the platform
 * @throws the error of the system's loader
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

/** For example linux-x64, or linux-x64-musl if the C library is musl. */
export function platformOfThisProcess(): string {
  const name = `${process.platform}-${process.arch}`;
  return process.platform === 'linux' && !hasGlibc() ? `${name}-musl` : name;
}

/**
 * A process that uses musl needs its loader in /lib. Without that file the C library is glibc; with it the system may still
 * have both (musl-tools, gcompat), and the report decides, which takes some milliseconds.
 */
function hasGlibc(): boolean {
  try {
    if (!readdirSync('/lib').some((name) => name.startsWith('ld-musl-'))) return true;
  } catch {
    // No permission to read the directory.
  }
  return 'glibcVersionRuntime' in readReportHeader();
}

function readReportHeader(): object {
  // Missing from the type declarations. Without this flag the report resolves the host names of open connections.
  const report = process.report as typeof process.report & { excludeNetwork?: boolean };
  const { excludeNetwork } = report;
  report.excludeNetwork = true;
  try {
    return (report.getReport() as unknown as { header: object }).header;
  } finally {
    if (excludeNetwork === undefined) delete report.excludeNetwork;
    else report.excludeNetwork = excludeNetwork;
  }
}
