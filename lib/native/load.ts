import { CtcError } from '../check/errors';
import type { NativeAddon } from './addon';
import { findAddon } from './find';

/** The addon and its defaults for this machine. */
export interface LoadedAddon {
  readonly addon: NativeAddon;
  /** Default number of threads of a call. */
  readonly threads: number;
}

let loaded: LoadedAddon | undefined;

/**
 * Loads the addon on first use, so that importing the package never fails.
 *
 * @throws {CtcError} ERR_CTC_ADDON with the reason and the cure; ERR_CTC_KERNEL if `CTC_NATIVE_KERNEL` names an unsupported
 * kernel
 */
export function loadNative(): LoadedAddon {
  if (loaded === undefined) {
    const addon = findAddon();
    const kernel = process.env.CTC_NATIVE_KERNEL;
    if (kernel) selectKernel(addon, kernel);
    loaded = { addon, threads: addon.capabilities().threads };
  }
  return loaded;
}

function selectKernel(addon: NativeAddon, name: string): void {
  if (addon.selectKernel(name)) return;
  const { kernels } = addon.capabilities();
  throw new CtcError(
    'ERR_CTC_KERNEL',
    `CTC_NATIVE_KERNEL is ${JSON.stringify(name)}: the kernels supported here are ${kernels.join(', ')}`,
  );
}
