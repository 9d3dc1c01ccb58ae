import { createRequire } from 'node:module';
import { root } from '../../setup/checkout.mjs';
import { cores } from './program.mjs';
import { together } from './tally.mjs';

/** @import { Tally } from './tally.mjs' */

/** How long each fuzzer searches. */
export const fuzzSeconds = process.env.CTC_FUZZ_SECONDS ?? '30';

/**
 * Runs a fuzzer once for each kernel, at once; they share the processors and the seconds.
 * @param {(env: NodeJS.ProcessEnv, seconds: string) => Promise<Tally>} check
 */
export function withEachKernel(check) {
  /** @type {{ kernels: string[] }} */
  const { kernels } = createRequire(import.meta.url)(root).capabilities();
  const seconds = String(Math.ceil(Number(fuzzSeconds) / Math.min(kernels.length, Number(cores))));
  return together(kernels.map((kernel) => check({ CTC_NATIVE_KERNEL: kernel }, seconds)));
}
