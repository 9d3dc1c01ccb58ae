import { CtcError } from '../check/errors';
import type { NativeAddon } from './addon';
import { findAddon } from './find';

/** The addon, and what it said about this machine when it was loaded. */
export interface LoadedAddon {
  readonly addon: NativeAddon;
  /** How many threads a call may use unless it says otherwise. */
  readonly threads: number;
}

let loaded: LoadedAddon | undefined;

/**
 * Loads the addon at its first use, so that importing the package cannot fail.
 *
 * @throws {CtcError} ERR_CTC_ADDON with the reason and the cure; ERR_CTC_KERNEL for a kernel that cannot be forced
 */
export function loadNative(): LoadedAddon {
  if (loaded === undefined) {
    const addon = findAddon();
    const forced = process.env.CTC_NATIVE_KERNEL;
    if (forced) forceKernel(addon, forced);
    loaded = { addon, threads: addon.capabilities().threads };
  }
  return loaded;
}

function forceKernel(addon: NativeAddon, name: string): void {
  if (addon.selectKernel(name)) return;
  const { kernels } = addon.capabilities();
  throw new CtcError(
    'ERR_CTC_KERNEL',
    `CTC_NATIVE_KERNEL is ${JSON.stringify(name)}: the kernels supported here are ${kernels.join(', ')}`,
  );
}
