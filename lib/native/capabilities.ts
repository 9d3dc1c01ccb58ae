import { loadNative } from './load';

/** An instruction set's implementation of the loss. */
export type KernelName = 'scalar' | 'avx2' | 'avx512' | 'neon';

/** What the native code of this process can do. */
export interface Capabilities {
  /** The kernel in use: the fastest this processor supports, or the one that `CTC_NATIVE_KERNEL` names. */
  readonly kernel: KernelName;
  /** The kernels that this processor supports, slowest first. */
  readonly kernels: readonly KernelName[];
  /** How many threads a call uses unless it says otherwise: the processors this process may run on. */
  readonly threads: number;
  /** How the threads are run. */
  readonly threading: 'std::thread' | 'openmp';
  /** The version of the native code, which is the package's. */
  readonly version: string;
}

/**
 * Which kernel runs, which could, and on how many threads.
 *
 * @throws {CtcError} if the native addon cannot be loaded
 */
export function capabilities(): Capabilities {
  return loadNative().addon.capabilities() as Capabilities;
}
