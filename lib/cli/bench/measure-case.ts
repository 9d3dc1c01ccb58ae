import { type CtcRequest, type CtcResult, ctcLossSync } from '../..';
import type { Case } from './cases';
import { drawInputs, framesOf, type Inputs } from './inputs';
import type { PeerProcess } from './peer-process';
import { type CaseResult, COPY, OURS, OURS_LOSS_ONLY, OURS_NEW_ARRAY, TEXTBOOK } from './results';
import { type Contender, inProcess, type Limits, runRounds } from './rounds';
import { type Answer, type BenchmarkAddon, Yardsticks } from './yardsticks';

/** What a case is measured with. */
export interface Setting {
  readonly threads: number;
  readonly limits: Limits;
  /** Absent in an installed package: then there is neither yardstick nor reference. */
  readonly benchmarkAddon: BenchmarkAddon | undefined;
  readonly peers: readonly PeerProcess[];
}

/** Measures all contenders of a case in turn, and judges the answers of those that compute one. */
export async function measureCase(one: Case, { threads, limits, benchmarkAddon, peers }: Setting): Promise<CaseResult> {
  const inputs = drawInputs(one);
  const gradient = new Float32Array(inputs.logits.length);
  const request = { ...requestFor(one, inputs), threads };
  const yardsticks = benchmarkAddon && new Yardsticks(benchmarkAddon, one, inputs, gradient);
  const reference = yardsticks?.reference();
  const judgement = new Judgement(reference);
  judgement.add(OURS, answerOf(ctcLossSync(request)));

  const contenders: Contender[] = [
    inProcess(OURS, () => ctcLossSync({ ...request, gradient })),
    inProcess(OURS_NEW_ARRAY, () => ctcLossSync(request)),
    inProcess(OURS_LOSS_ONLY, () => ctcLossSync({ ...request, gradient: false })),
  ];
  if (yardsticks !== undefined) {
    contenders.push(
      inProcess(TEXTBOOK, () => yardsticks.textbook()),
      inProcess(COPY, () => yardsticks.copy(threads)),
    );
  }
  const failures: Record<string, string> = {};
  for (const peer of peers) {
    try {
      judgement.add(peer.name, await peer.solve(one, inputs));
      contenders.push(peer);
    } catch (error) {
      failures[peer.name] = (error as Error).message;
    }
  }

  const timings = Object.fromEntries(await runRounds(contenders, limits));
  const ours = timings[OURS]!.median;
  const frames = framesOf(inputs);
  const bytes = Float32Array.BYTES_PER_ELEMENT * (frames * one.classes + gradient.length);
  const rivals = [TEXTBOOK, ...peers.map(({ name }) => name)].filter((name) => name in timings);
  return {
    ...one,
    frames,
    timings,
    microsecondsPerFrame: (1000 * ours) / frames,
    gigabytesPerSecond: bytes / ours / 1e6,
    ...(COPY in timings && { copies: ours / timings[COPY]!.median }),
    speedups: Object.fromEntries(rivals.map((name) => [name, timings[name]!.median / ours])),
    gradientErrors: judgement.gradientErrors,
    lossErrors: judgement.lossErrors,
    failures,
  };
}

export function requestFor({ batch, time, classes }: Case, inputs: Inputs): CtcRequest {
  return { ...inputs, shape: [batch, time, classes] };
}

function answerOf({ losses, gradient }: CtcResult): Answer {
  return { losses: Float64Array.from(losses), gradient: gradient! };
}

/** How far answers are from the reference, where there is one. */
class Judgement {
  readonly gradientErrors: Record<string, number | null> = {};
  readonly lossErrors: Record<string, number | null> = {};
  readonly #reference: Answer | undefined;

  constructor(reference: Answer | undefined) {
    this.#reference = reference;
  }

  add(name: string, answer: Answer): void {
    if (this.#reference === undefined) return;
    this.gradientErrors[name] = largestDifference(answer.gradient, this.#reference.gradient);
    this.lossErrors[name] = largestDifference(answer.losses, this.#reference.losses);
  }
}

function largestDifference(numbers: Answer[keyof Answer], reference: Answer[keyof Answer]): number | null {
  let largest = 0;
  for (let i = 0; i < reference.length; i++) {
    const difference = Math.abs(numbers[i]! - reference[i]!);
    if (!Number.isFinite(difference)) return null;
    if (difference > largest) largest = difference;
  }
  return largest;
}
