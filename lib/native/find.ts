import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describeValue } from '../check/describe-value';
import { CtcError } from '../check/errors';
import type { NativeAddon } from './addon';
import { platformOfThisProcess, requirePrebuilt } from './prebuilds';

/** This file is in lib/native/ or, compiled, in dist/native/; build/ is next to lib/ and dist/. */
const SOURCE_BUILD = join(__dirname, '..', '..', 'build', 'Release', 'ctc_native.node');
const BUILD_COMMAND =
  'npm run build:native, or from a project that depends on it: npm explore ctc-native -- npm run build:native ' +
  '(this needs a C++17 compiler, make and python3)';
/** MSVC cannot compile the sources: on Windows only the prebuilt addon works. */
const CAN_BUILD = process.platform !== 'win32';
const REINSTALL = 'reinstall the package, which brings a prebuilt addon for 64-bit x86';
const INSTALL_CURE =
  'if a bundler moved the package, let it leave ctc-native out or copy .node files; otherwise ' +
  (CAN_BUILD ? `build it: ${BUILD_COMMAND}` : REINSTALL);

/** A record instead of an array, so that the compiler reports a missing function. */
const FUNCTIONS: Record<keyof NativeAddon, true> = {
  lossSync: true,
  loss: true,
  greedySync: true,
  greedy: true,
  beamSearchSync: true,
  beamSearch: true,
  newNgramModel: true,
  readArpaSync: true,
  readArpa: true,
  ngramSizes: true,
  alignSync: true,
  align: true,
  editDistancesSync: true,
  editDistances: true,
  registerTensorFlowOps: true,
  adviseHugePages: true,
  blockLayouts: true,
  capabilities: true,
  selectKernel: true,
};

/** Cures by error text. Bundlers' loaders keep the message of an error but not its code. */
const CURES: readonly (readonly [text: RegExp, cure: string])[] = [
  [
    /ERR_DLOPEN_DISABLED|loading addons is disabled/,
    'start node without --no-addons and, if --permission is used, with --allow-addons',
  ],
  [
    /ERR_UNKNOWN_BUILTIN_MODULE/,
    'a single executable application cannot require a file: set CTC_NATIVE_ADDON to the path of a ctc_native.node',
  ],
  [
    /failed to map segment|Operation not permitted/,
    'its file system may be mounted noexec: move the file to another file system',
  ],
  [/libgomp\.so\.1/, 'install libgomp1, or run npm run build:native without --openmp'],
  [/Permission denied/, 'give this user permission to read the file'],
  [/--allow-ffi/, 'Deno loads addons only with that permission'],
];

/**
 * Loads the addon named by CTC_NATIVE_ADDON, otherwise the one built from source here, otherwise the prebuilt one for this
 * platform.
 *
 * @throws {CtcError} ERR_CTC_ADDON with all reasons and the cure
 */
export function findAddon(): NativeAddon {
  const path = process.env.CTC_NATIVE_ADDON;
  return path ? loadNamed(path) : findInPackage();
}

/** Never falls back to another addon. */
function loadNamed(path: string): NativeAddon {
  try {
    return loadFile(resolve(path));
  } catch (cause) {
    const cure =
      knownCure(cause) ??
      `set the variable to a ctc_native.node of this version for ${platformOfThisProcess()}, or unset it`;
    throw new CtcError(
      'ERR_CTC_ADDON',
      `the native addon does not load: CTC_NATIVE_ADDON is ${JSON.stringify(path)}: ${messageOf(cause)}; ${cure}`,
      { cause },
    );
  }
}

function findInPackage(): NativeAddon {
  const platform = platformOfThisProcess();
  const failures: { readonly which: string; readonly cause: unknown }[] = [];
  try {
    if (existsSync(SOURCE_BUILD)) return loadFile(SOURCE_BUILD);
  } catch (cause) {
    failures.push({ which: `the one built here (${SOURCE_BUILD})`, cause });
  }
  try {
    const addon = requirePrebuilt(platform);
    if (addon !== undefined) return asOurs(addon);
  } catch (cause) {
    failures.push({ which: `the prebuilt one for ${platform}`, cause });
  }
  const here = `${platform}, Node.js ${process.versions.node}`;
  if (failures.length === 0) {
    throw new CtcError(
      'ERR_CTC_ADDON',
      `the native addon is missing: this installation of the package has none for ${here}; ${INSTALL_CURE}`,
    );
  }
  const reasons = failures.map(({ which, cause }) => `${which}: ${messageOf(cause)}`);
  const cures = failures.map(({ cause }) => knownCure(cause) ?? cureInPackage(cause));
  throw new CtcError(
    'ERR_CTC_ADDON',
    `the native addon does not load on ${here}: ${[...reasons, ...new Set(cures)].join('; ')}`,
    { cause: failures[0]!.cause },
  );
}

/** Not `require`, which chooses the loader by file extension and runs other files as JavaScript. */
function loadFile(path: string): NativeAddon {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) throw new Error(`there is no file ${path}`);
  if (!status.isFile()) throw new Error(`${path} is a ${status.isDirectory() ? 'directory' : 'pipe or a device'}`);
  const module: { exports: unknown } = { exports: {} };
  process.dlopen(module, path);
  return asOurs(module.exports);
}

/** The loaded module is not the addon of this version. */
class ForeignAddon extends Error {}

function asOurs(loaded: unknown): NativeAddon {
  const functions = loaded as Record<string, unknown> | null | undefined;
  const missing = Object.keys(FUNCTIONS).find((name) => typeof functions?.[name] !== 'function');
  if (missing === undefined) return loaded as NativeAddon;
  throw new ForeignAddon(
    `it is ${describeValue(loaded)} without a function ${missing}: expected the addon of this version of ctc-native`,
  );
}

function cureInPackage(cause: unknown): string {
  if (cause instanceof ForeignAddon) return INSTALL_CURE;
  return `it may have been built for another system: ${CAN_BUILD ? `build it here: ${BUILD_COMMAND}` : REINSTALL}`;
}

function knownCure(cause: unknown): string | undefined {
  const text = `${(cause as { code?: unknown }).code} ${messageOf(cause)}`;
  return CURES.find(([pattern]) => pattern.test(text))?.[1];
}

const messageOf = (cause: unknown): string => String((cause as Error).message).replace(/\.$/, '');
