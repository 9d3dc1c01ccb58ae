import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describeValue } from '../check/describe-value';
import { CtcError } from '../check/errors';
import type { NativeAddon } from './addon';
import { platformOfThisProcess, requirePrebuilt } from './prebuilds';

/** This file is in lib/native/ or, compiled, in dist/native/: lib/ and dist/ are beside build/. */
const SOURCE_BUILD = join(__dirname, '..', '..', 'build', 'Release', 'ctc_native.node');
const BUILD =
  'npm run build:native, or from a project that depends on it: npm explore ctc-native -- npm run build:native ' +
  '(this needs a C++17 compiler, make and python3)';
const INSTALL = `if a bundler moved the package, let it leave ctc-native out or copy .node files; otherwise build it: ${BUILD}`;

/** A record, so that the compiler sees to it that none is missing. */
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

/** What helps by what is said; bundlers' loaders pass on the message without the code. */
const CURES: readonly (readonly [said: RegExp, cure: string])[] = [
  [
    /ERR_DLOPEN_DISABLED|loading addons is disabled/,
    'start node without --no-addons and, where it is started with --permission, with --allow-addons',
  ],
  [
    /ERR_UNKNOWN_BUILTIN_MODULE/,
    'a single executable application cannot require a file: let CTC_NATIVE_ADDON name a ctc_native.node',
  ],
  [
    /failed to map segment|Operation not permitted/,
    'its file system may be mounted noexec: move the file to one that is not',
  ],
  [/Permission denied/, 'let this user read the file'],
  [/--allow-ffi/, 'Deno loads an addon with that permission only'],
];

/**
 * The addon that CTC_NATIVE_ADDON names, or else the one that was built from the sources here, or else the package's for
 * this platform.
 *
 * @throws {CtcError} ERR_CTC_ADDON with all reasons and the cure
 */
export function findAddon(): NativeAddon {
  const given = process.env.CTC_NATIVE_ADDON;
  return given ? loadGiven(given) : findInPackage();
}

/** Asked for, so that no other takes its place. */
function loadGiven(given: string): NativeAddon {
  try {
    return loadFile(resolve(given));
  } catch (cause) {
    const cure =
      knownCure(cause) ??
      `let the variable name a ctc_native.node of this version for ${platformOfThisProcess()}, or unset it`;
    throw new CtcError(
      'ERR_CTC_ADDON',
      `the native addon does not load: CTC_NATIVE_ADDON is ${JSON.stringify(given)}: ${wordsOf(cause)}; ${cure}`,
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
    failures.push({ which: `the package's own for ${platform}`, cause });
  }
  const here = `${platform}, Node.js ${process.versions.node}`;
  if (failures.length === 0) {
    throw new CtcError(
      'ERR_CTC_ADDON',
      `the native addon is missing: this installation of the package has none for ${here}; ${INSTALL}`,
    );
  }
  const reasons = failures.map(({ which, cause }) => `${which}: ${wordsOf(cause)}`);
  const cures = failures.map(({ cause }) => knownCure(cause) ?? cureInPackage(cause));
  throw new CtcError(
    'ERR_CTC_ADDON',
    `the native addon does not load on ${here}: ${[...reasons, ...new Set(cures)].join('; ')}`,
    { cause: failures[0]!.cause },
  );
}

/** Not by `require`, which goes by the name's ending and takes any other file for JavaScript. */
function loadFile(path: string): NativeAddon {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) throw new Error(`there is no file ${path}`);
  if (!status.isFile()) throw new Error(`${path} is a ${status.isDirectory() ? 'directory' : 'pipe or a device'}`);
  const module: { exports: unknown } = { exports: {} };
  process.dlopen(module, path);
  return asOurs(module.exports);
}

/** Something was loaded, but not our addon. */
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
  return cause instanceof ForeignAddon ? INSTALL : `it may have been built for another system: build it here: ${BUILD}`;
}

function knownCure(cause: unknown): string | undefined {
  const said = `${(cause as { code?: unknown }).code} ${wordsOf(cause)}`;
  return CURES.find(([pattern]) => pattern.test(said))?.[1];
}

const wordsOf = (cause: unknown): string => String((cause as Error).message).replace(/\.$/, '');
