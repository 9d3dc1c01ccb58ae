import { type Alignment, align, type LabelSpan } from '../../align/align';
import { type EditDistance, editDistance } from '../../decode/edit-distance';
import { greedyDecode } from '../../decode/greedy-decode';
import { diagnose, type SampleDiagnosis } from '../../loss/diagnose';
import { Status } from '../../native/status';
import type { InputName } from '../score-files/score-options';
import { type DeadEnd, deadEndOf } from './dead-end';
import { type Occupancy, occupancyOf } from './lattice';
import { toLogProbs } from './log-probs';

/** The scores of one utterance and its labels. */
export interface LabelledScores {
  /** [frames, classes] */
  readonly scores: Float32Array;
  readonly input: InputName;
  readonly frames: number;
  readonly classes: number;
  readonly labels: readonly number[];
  /** Negative: counted from the end. */
  readonly blank: number;
}

/** A label in the best alignment. */
export interface LabelPlace extends LabelSpan {
  /** Contribution of its frames to the loss, in nats. */
  readonly cost: number;
  /** Largest posterior of its state in any frame; near 1 if its time is certain. */
  readonly peak: number;
  /** The other class with the largest mean probability in its frames. */
  readonly rival: ClassShare;
}

export interface ClassShare {
  readonly label: number;
  readonly probability: number;
}

/** A frame and its contribution to the loss. */
export interface FrameCost {
  readonly frame: number;
  readonly cost: number;
  /** The most probable class by the scores. */
  readonly byScores: ClassShare;
  /** The class with the largest posterior, given the labels. */
  readonly givenLabels: ClassShare;
}

/** The parts of an utterance's loss. */
export interface Explanation {
  readonly given: LabelledScores;
  /** Class of the blank, from 0. */
  readonly blank: number;
  readonly diagnosis: SampleDiagnosis;
  /** Natural logarithms, [frames, classes]; NaN in frames without valid probabilities. */
  readonly logProbs: Float64Array;
  /** Frames without valid probabilities, such as those with NaN among their scores. */
  readonly brokenFrames: readonly number[];
  /** Undefined if no path spells the labels or frames are broken; then places, path and frameCosts are empty. */
  readonly occupancy?: Occupancy;
  /** Defined if there are enough frames but every path has probability 0. */
  readonly deadEnd?: DeadEnd;
  readonly places: readonly LabelPlace[];
  /** The best alignment as a state of the lattice for each frame. */
  readonly path: readonly number[];
  /** The cost of every frame, costliest first. */
  readonly frameCosts: readonly FrameCost[];
  /** The result of greedy decoding. */
  readonly reading: { readonly labels: readonly number[]; readonly timesteps: readonly number[] };
  readonly errors: EditDistance;
}

/** @throws {CtcError} if the scores or labels are wrong */
export function explainScores(given: LabelledScores): Explanation {
  const { scores, input, frames, classes, labels } = given;
  const batch = { [input]: scores, shape: [1, frames, classes] as const, blank: given.blank };
  const [diagnosis] = diagnose({ ...batch, labels: [labels] }) as [SampleDiagnosis];
  const [greedy] = greedyDecode(batch);
  const blank = given.blank < 0 ? given.blank + classes : given.blank;
  const logProbs = toLogProbs(scores, input, classes);
  const common = {
    given,
    blank,
    diagnosis,
    logProbs,
    brokenFrames: [...new Array(frames).keys()].filter((frame) =>
      logProbs
        .subarray(frame * classes, (frame + 1) * classes)
        .some((logProb) => !(logProb < Number.POSITIVE_INFINITY)),
    ),
    reading: { labels: [...greedy!.labels], timesteps: [...greedy!.timesteps] },
    errors: editDistance(labels, greedy!.labels),
  };
  const occupancy = diagnosis.status === Status.Ok ? occupancyOf(logProbs, frames, labels, blank) : undefined;
  if (occupancy === undefined) {
    const hasDeadEnd = diagnosis.status === Status.Infeasible && diagnosis.feasible;
    const deadEnd = hasDeadEnd ? deadEndOf(logProbs, frames, labels, blank) : undefined;
    return { ...common, ...(deadEnd && { deadEnd }), places: [], path: [], frameCosts: [] };
  }
  const [{ spans }] = align({ ...batch, labels: [labels] }) as [Alignment];
  const context = { occupancy, logProbs, classes };
  return {
    ...common,
    occupancy,
    places: spans.map((span, index) => ({
      ...span,
      cost: sum(occupancy.frameCosts.subarray(span.start, span.end)),
      peak: peakOf(occupancy, 2 * index + 1),
      rival: rivalOf(span, context),
    })),
    path: pathOf(spans, frames),
    frameCosts: costsOf(context, labels, blank),
  };
}

interface Context {
  readonly occupancy: Occupancy;
  readonly logProbs: Float64Array;
  readonly classes: number;
}

function peakOf({ posterior, states }: Occupancy, state: number): number {
  let peak = 0;
  for (let at = state; at < posterior.length; at += states) peak = Math.max(peak, posterior[at]!);
  return peak;
}

function rivalOf({ label, start, end }: LabelSpan, { logProbs, classes }: Context): ClassShare {
  const means = Array.from({ length: classes }, (_, symbol) => {
    let total = 0;
    for (let frame = start; frame < end; frame++) total += Math.exp(logProbs[frame * classes + symbol]!);
    return symbol === label ? -1 : total / (end - start);
  });
  return largest(means);
}

function pathOf(spans: readonly LabelSpan[], frames: number): number[] {
  const path = new Array<number>(frames).fill(2 * spans.length);
  let end = 0;
  for (const [index, span] of spans.entries()) {
    path.fill(2 * index, end, span.start);
    path.fill(2 * index + 1, span.start, span.end);
    end = span.end;
  }
  return path;
}

function costsOf({ occupancy, logProbs, classes }: Context, labels: readonly number[], blank: number): FrameCost[] {
  const { posterior, states, frameCosts } = occupancy;
  const all = Array.from(frameCosts, (cost, frame) => {
    const shares = new Array<number>(classes).fill(0);
    for (let state = 0; state < states; state++) {
      shares[state % 2 === 0 ? blank : labels[(state - 1) / 2]!]! += posterior[frame * states + state]!;
    }
    const probabilities = Array.from(logProbs.subarray(frame * classes, (frame + 1) * classes), Math.exp);
    return { frame, cost, byScores: largest(probabilities), givenLabels: largest(shares) };
  });
  return all.sort((one, other) => other.cost - one.cost);
}

function largest(probabilities: readonly number[]): ClassShare {
  const label = probabilities.reduce((best, each, index) => (each > probabilities[best]! ? index : best), 0);
  return { label, probability: probabilities[label]! };
}

function sum(numbers: Float64Array): number {
  return numbers.reduce((total, number) => total + number, 0);
}
