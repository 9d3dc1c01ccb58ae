import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inRoot, inStore, readJson } from '../setup/checkout.mjs';
import { run } from '../setup/child.mjs';
import { nodeApiHeaders } from '../setup/node-headers.mjs';
import { unpackWheel } from '../setup/wheels.mjs';
import { targets } from './targets.mjs';

// One wheel has zig's clang and the C libraries of all platforms, including old versions of glibc.
const zigVersion = '0.17.1';
const zigHome = inStore(`zig-${zigVersion}`);
const zig = join(zigHome, 'ziglang', 'zig');
const environment = { ZIG_GLOBAL_CACHE_DIR: inStore('zig-cache'), ZIG_LOCAL_CACHE_DIR: inStore('zig-cache') };

/** @param {string} platform */
export const prebuiltAddon = (platform) => inRoot('prebuilds', platform, 'ctc_native.node');

async function fetchZig() {
  if (!existsSync(zigHome)) await unpackWheel(`ziglang==${zigVersion}`, zigHome);
}

/**
 * Builds the addon for a platform in targets.mjs, with the sources and flags of the other builds.
 * @param {string} platform
 */
export async function prebuild(platform) {
  await fetchZig();
  const { core_sources: core, binding_sources: binding } = readJson('native', 'sources.gypi');
  const { cxx_flags: flags, release_flags: releaseFlags } = readJson('native', 'flags.gypi');
  const addon = prebuiltAddon(platform);
  const unfinished = `${addon}.unfinished`;
  mkdirSync(dirname(addon), { recursive: true });
  await run(
    zig,
    [
      ...['c++', '-target', targets[platform], '-shared', '-fPIC', '-fno-sanitize=all', '-s'],
      ...[...flags, ...releaseFlags],
      ...[`-DCTC_VERSION="${readJson('package.json').version}"`, '-DNAPI_VERSION=8', '-DNAPI_DISABLE_CPP_EXCEPTIONS'],
      ...['-DNODE_GYP_MODULE_NAME=ctc_native', '-DBUILDING_NODE_EXTENSION'],
      ...['native', 'native/include', nodeApiHeaders, inRoot('node_modules', 'node-addon-api')].map(
        (path) => `-I${path}`,
      ),
      ...[...core, ...binding],
      ...(await linkerOptions(platform)),
      ...['-o', unfinished],
    ],
    { called: `zig, for ${platform},`, env: environment },
  );
  // zig writes an import library next to a Windows DLL.
  for (const file of readdirSync(dirname(addon))) {
    if (join(dirname(addon), file) !== unfinished) rmSync(join(dirname(addon), file));
  }
  renameSync(unfinished, addon);
  return addon;
}

/**
 * Linker options by which the addon finds the functions of Node-API in the Node.js process.
 * @param {string} platform
 */
async function linkerOptions(platform) {
  // Node.js unloads an addon when the Worker that loaded it ends, but the addon's thread pool keeps running its code.
  if (platform.startsWith('linux')) return ['-Wl,-z,nodelete'];
  if (platform.startsWith('darwin')) return ['-Wl,-undefined,dynamic_lookup'];
  const definitions = inStore('node-api.def');
  const library = inStore('node-api.lib');
  const { js_native_api_symbols: engine, node_api_symbols: node } = await nodeApiSymbols();
  writeFileSync(definitions, `NAME NODE.EXE\nEXPORTS\n${[...engine, ...node].join('\n')}\n`);
  await run(zig, ['dlltool', '-m', 'i386:x86-64', '-d', definitions, '-l', library], { env: environment });
  return [library];
}

async function nodeApiSymbols() {
  // @ts-expect-error: the package has no types
  const { symbols } = await import('node-api-headers').then((module) => module.default);
  return symbols.v8;
}
