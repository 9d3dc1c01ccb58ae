import { loadNative } from './load';

/** An implementation of the loss for one instruction set. */
export type KernelName = 'scalar' | 'avx2' | 'avx512' | 'neon';

/** Capabilities of the native code in this process. */
export interface Capabilities {
  /** The kernel in use: the fastest that this processor supports, or the one named by `CTC_NATIVE_KERNEL`. */
  readonly kernel: KernelName;
  /** Kernels supported by this processor, slowest first. */
  readonly kernels: readonly KernelName[];
  /** Default number of threads of a call: the number of processors available to this process. */
  readonly threads: number;
  /** The threading library. */
  readonly threading: 'std::thread' | 'openmp';
  /** The version of the native code, the same as the package's. */
  readonly version: string;
}

/**
 * The kernel in use, the kernels supported, and the default number of threads.
 *
 * @throws {CtcError} if the native addon cannot be loaded
 */
export function capabilities(): Capabilities {
  return loadNative().addon.capabilities() as Capabilities;
}
