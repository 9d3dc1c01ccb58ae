import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer } from './answer';
import type { Case } from './cases';
import type { Inputs } from './inputs';
import { type Run, TEXTBOOK, TEXTBOOK_IN_JAVASCRIPT } from './results';
import { type LossArguments, textbookLoss } from './textbook';

/** The functions that the library is measured against, and the reference for its errors. */
export interface YardstickFunctions {
  textbook(...batch: LossArguments): void;
  /** In double precision. */
  reference(...batch: LossArguments): void;
  copy(from: Float32Array, to: Float32Array, threads: number): void;
  /** Sum of the numbers, to time one pass over them. Without the addon JavaScript would be timed, not the memory. */
  sum?(numbers: Float32Array, threads: number): number;
}

export interface Yardsticks extends YardstickFunctions {
  readonly textbookName: Run['textbook'];
}

/** This file is three folders deep, in lib/ or, compiled, in dist/; both are beside build/. */
const ADDON = join(__dirname, '..', '..', '..', 'build', 'Release', 'ctc_bench.node');

const IN_JAVASCRIPT: Yardsticks = {
  textbookName: TEXTBOOK_IN_JAVASCRIPT,
  textbook: textbookLoss,
  reference: textbookLoss,
  copy: (from, to) => to.set(from),
};

/** The C++ yardsticks of the benchmark's addon, which a checkout builds; in an installed package, those in JavaScript. */
export function loadYardsticks(): Yardsticks {
  if (!existsSync(ADDON)) return IN_JAVASCRIPT;
  return { textbookName: TEXTBOOK, ...(require(ADDON) as Required<YardstickFunctions>) };
}

/** The yardsticks for one case. */
export class CaseYardsticks {
  readonly #functions: YardstickFunctions;
  readonly #arguments: LossArguments;

  /** @param gradient the array that textbook and copy write */
  constructor(functions: YardstickFunctions, { batch, time, classes }: Case, inputs: Inputs, gradient: Float32Array) {
    this.#functions = functions;
    this.#arguments = [
      Int32Array.of(batch, time, classes, 0),
      inputs.logits,
      inputs.labels,
      inputs.labelLengths,
      inputs.inputLengths,
      new Float64Array(batch),
      gradient,
    ];
  }

  /** One pass of the textbook loop, on one thread. */
  textbook(): void {
    this.#functions.textbook(...this.#arguments);
  }

  /** Copies the logits into the gradient. */
  copy(threads: number): void {
    const [, logits, , , , , gradient] = this.#arguments;
    this.#functions.copy(logits, gradient, threads);
  }

  /** The answer in double precision. */
  reference(): Answer {
    const [sizes, logits, labels, labelLengths, inputLengths] = this.#arguments;
    const losses = new Float64Array(labelLengths.length);
    const gradient = new Float32Array(logits.length);
    this.#functions.reference(sizes, logits, labels, labelLengths, inputLengths, losses, gradient);
    return { losses, gradient };
  }
}
