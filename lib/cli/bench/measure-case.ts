import { type CtcRequest, type CtcResult, ctcLossSync } from '../..';
import type { Answer } from './answer';
import type { Case } from './cases';
import { drawInputs, type Inputs, validFramesOf } from './inputs';
import type { PeerProcess } from './peer-process';
import { type CaseResult, COPY, OURS, OURS_LOSS_ONLY, OURS_NEW_ARRAY } from './results';
import { type Contender, inProcess, type Limits, runRounds } from './rounds';
import { CaseYardsticks, type Yardsticks } from './yardsticks';

/** How and against what a case is measured. */
export interface Setting {
  readonly threads: number;
  readonly limits: Limits;
  readonly yardsticks: Yardsticks;
  readonly peers: readonly PeerProcess[];
}

/** Measures all contenders of a case in turn and compares their answers with the reference. */
export async function measureCase(one: Case, { threads, limits, yardsticks, peers }: Setting): Promise<CaseResult> {
  const inputs = drawInputs(one);
  const gradient = new Float32Array(inputs.logits.length);
  const request = { ...requestFor(one, inputs), threads };
  const { textbookName } = yardsticks;
  const ofCase = new CaseYardsticks(yardsticks, one, inputs, gradient);
  const errors = new Errors(ofCase.reference());
  errors.add(OURS, answerOf(ctcLossSync(request)));

  const contenders: Contender[] = [
    inProcess(OURS, () => ctcLossSync({ ...request, gradient })),
    inProcess(OURS_NEW_ARRAY, () => ctcLossSync(request)),
    inProcess(OURS_LOSS_ONLY, () => ctcLossSync({ ...request, gradient: false })),
    inProcess(textbookName, () => ofCase.textbook()),
    inProcess(COPY, () => ofCase.copy(threads)),
  ];
  const failures: Record<string, string> = {};
  for (const peer of peers) {
    try {
      errors.add(peer.name, await peer.solve(one, inputs));
      contenders.push(peer);
    } catch (error) {
      failures[peer.name] = (error as Error).message;
    }
  }

  const timings = Object.fromEntries(await runRounds(contenders, limits));
  const ours = timings[OURS]!.median;
  const frames = validFramesOf(inputs);
  const bytes = Float32Array.BYTES_PER_ELEMENT * (frames * one.classes + gradient.length);
  const others = [textbookName, ...peers.map(({ name }) => name)].filter((name) => name in timings);
  return {
    ...one,
    frames,
    timings,
    microsecondsPerFrame: (1000 * ours) / frames,
    gigabytesPerSecond: bytes / ours / 1e6,
    copies: ours / timings[COPY]!.median,
    speedups: Object.fromEntries(others.map((name) => [name, timings[name]!.median / ours])),
    gradientErrors: errors.ofGradients,
    lossErrors: errors.ofLosses,
    failures,
  };
}

export function requestFor({ batch, time, classes }: Case, inputs: Inputs): CtcRequest {
  return { ...inputs, shape: [batch, time, classes] };
}

function answerOf({ losses, gradient }: CtcResult): Answer {
  return { losses: Float64Array.from(losses), gradient: gradient! };
}

/** Largest differences of the answers from the reference. */
class Errors {
  readonly ofGradients: Record<string, number | null> = {};
  readonly ofLosses: Record<string, number | null> = {};
  readonly #reference: Answer;

  constructor(reference: Answer) {
    this.#reference = reference;
  }

  add(name: string, answer: Answer): void {
    this.ofGradients[name] = largestDifference(answer.gradient, this.#reference.gradient);
    this.ofLosses[name] = largestDifference(answer.losses, this.#reference.losses);
  }
}

/** @return null if a difference is NaN or infinite */
function largestDifference(numbers: Answer[keyof Answer], reference: Answer[keyof Answer]): number | null {
  let largest = 0;
  for (let i = 0; i < reference.length; i++) {
    const difference = Math.abs(numbers[i]! - reference[i]!);
    if (!Number.isFinite(difference)) return null;
    if (difference > largest) largest = difference;
  }
  return largest;
}
