import { type Alignment, align, type LabelSpan } from '../../align/align';
import { type EditDistance, editDistance } from '../../decode/edit-distance';
import { greedyDecode } from '../../decode/greedy-decode';
import { diagnose, type SampleDiagnosis } from '../../loss/diagnose';
import { Status } from '../../native/status';
import type { InputName } from '../score-files/score-options';
import { type DeadEnd, deadEndOf } from './dead-end';
import { type Occupancy, occupancyOf } from './lattice';
import { toLogProbs } from './log-probs';

/** The scores of one utterance, and the labels that they should spell. */
export interface LabelledScores {
  /** [frames, classes] */
  readonly scores: Float32Array;
  readonly input: InputName;
  readonly frames: number;
  readonly classes: number;
  readonly labels: readonly number[];
  /** Below 0, counted from the last class. */
  readonly blank: number;
}

/** A label where the best alignment has it. */
export interface LabelPlace extends LabelSpan {
  /** What its frames add to the loss, in nats. */
  readonly cost: number;
  /** The largest posterior of its state in any frame: near 1, its place is certain. */
  readonly peak: number;
  /** The class that the scores prefer in its frames by their mean, other than the label, and that class's mean probability. */
  readonly rival: ClassShare;
}

export interface ClassShare {
  readonly label: number;
  readonly probability: number;
}

/** A frame and what it adds to the loss. */
export interface FrameCost {
  readonly frame: number;
  readonly cost: number;
  /** What the scores say there. */
  readonly said: ClassShare;
  /** The class that is most probable there, given the labels, by that probability. */
  readonly wanted: ClassShare;
}

/** Why an utterance has the loss that it has. */
export interface Explanation {
  readonly given: LabelledScores;
  /** Of the blank, counted from 0. */
  readonly blank: number;
  readonly diagnosis: SampleDiagnosis;
  /** Natural logarithms, [frames, classes]; NaN where a score is no number. */
  readonly logProbs: Float64Array;
  /** Frames with a score that is no number. */
  readonly brokenFrames: readonly number[];
  /** Where the labels are not spelled by any path, or a score is no number, there is none of these three. */
  readonly occupancy?: Occupancy;
  /** Where the frames can hold the labels, and give them no probability. */
  readonly deadEnd?: DeadEnd;
  readonly places: readonly LabelPlace[];
  /** The best alignment as states of the lattice, one for each frame. */
  readonly path: readonly number[];
  /** Every frame's cost, the dearest first. */
  readonly frameCosts: readonly FrameCost[];
  /** What the scores say by themselves, by greedy decoding. */
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
  const within = { occupancy, logProbs, classes };
  return {
    ...common,
    occupancy,
    places: spans.map((span, index) => ({
      ...span,
      cost: sum(occupancy.frameCosts.subarray(span.start, span.end)),
      peak: peakOf(occupancy, 2 * index + 1),
      rival: rivalOf(span, within),
    })),
    path: pathOf(spans, frames),
    frameCosts: costsOf(within, labels, blank),
  };
}

interface Within {
  readonly occupancy: Occupancy;
  readonly logProbs: Float64Array;
  readonly classes: number;
}

function peakOf({ posterior, states }: Occupancy, state: number): number {
  let peak = 0;
  for (let at = state; at < posterior.length; at += states) peak = Math.max(peak, posterior[at]!);
  return peak;
}

function rivalOf({ label, start, end }: LabelSpan, { logProbs, classes }: Within): ClassShare {
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

function costsOf({ occupancy, logProbs, classes }: Within, labels: readonly number[], blank: number): FrameCost[] {
  const { posterior, states, frameCosts } = occupancy;
  const all = Array.from(frameCosts, (cost, frame) => {
    const wanted = new Array<number>(classes).fill(0);
    for (let state = 0; state < states; state++) {
      wanted[state % 2 === 0 ? blank : labels[(state - 1) / 2]!]! += posterior[frame * states + state]!;
    }
    const said = Array.from(logProbs.subarray(frame * classes, (frame + 1) * classes), Math.exp);
    return { frame, cost, said: largest(said), wanted: largest(wanted) };
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
