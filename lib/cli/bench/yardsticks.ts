import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Case } from './cases';
import type { Inputs } from './inputs';

/** Losses in nats and gradients with respect to the logits. */
export interface Answer {
  readonly losses: Float64Array;
  readonly gradient: Float32Array;
}

type Problem = [
  sizes: Int32Array,
  logits: Float32Array,
  labels: Int32Array,
  labelLengths: Int32Array,
  inputLengths: Int32Array,
  losses: Float64Array,
  gradient: Float32Array,
];

/** What bench/native/addon.cc exports. */
export interface BenchmarkAddon {
  textbook(...problem: Problem): void;
  reference(...problem: Problem): void;
  copy(from: Float32Array, to: Float32Array, threads: number): void;
  sum(numbers: Float32Array, threads: number): number;
}

/** What the library is measured against and judged by, for one case. */
export class Yardsticks {
  readonly #addon: BenchmarkAddon;
  readonly #problem: Problem;

  constructor(addon: BenchmarkAddon, { batch, time, classes }: Case, inputs: Inputs, gradient: Float32Array) {
    this.#addon = addon;
    this.#problem = [
      Int32Array.of(batch, time, classes, 0),
      inputs.logits,
      inputs.labels,
      inputs.labelLengths,
      inputs.inputLengths,
      new Float64Array(batch),
      gradient,
    ];
  }

  /** One pass of the textbook's float32 loop, on one thread. Writes the gradient given. */
  textbook(): void {
    this.#addon.textbook(...this.#problem);
  }

  /** Copies the logits over the gradient given. */
  copy(threads: number): void {
    const [, logits, , , , , gradient] = this.#problem;
    this.#addon.copy(logits, gradient, threads);
  }

  /** The answer in double precision. */
  reference(): Answer {
    const [sizes, logits, labels, labelLengths, inputLengths] = this.#problem;
    const losses = new Float64Array(labelLengths.length);
    const gradient = new Float32Array(logits.length);
    this.#addon.reference(sizes, logits, labels, labelLengths, inputLengths, losses, gradient);
    return { losses, gradient };
  }
}

/** This file is two folders deep in lib/ or, compiled, in dist/: both are beside build/. */
const ADDON = join(__dirname, '..', '..', '..', 'build', 'Release', 'ctc_bench.node');

/** The benchmark's addon, which is built with the library's from a checkout and is not in the package; else undefined. */
export function loadBenchmarkAddon(): BenchmarkAddon | undefined {
  return existsSync(ADDON) ? (require(ADDON) as BenchmarkAddon) : undefined;
}
