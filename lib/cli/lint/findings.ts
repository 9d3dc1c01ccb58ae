import { describeNeeds, isFeasible, type SampleNeeds } from '../../request/feasibility';
import type { LineProblem, ProblemKind } from './complaint';
import { Distribution } from './distribution';
import type { Label, ReadLine } from './utterance';

export interface NumberedProblem extends LineProblem {
  readonly line: number;
}

/** Minimum, median, maximum and mean. */
export interface Summary {
  readonly least: number;
  readonly median: number;
  readonly most: number;
  readonly mean: number;
}

/** Statistics of a manifest, and its problems. */
export interface Report {
  readonly manifest: string;
  readonly stride: number;
  readonly lines: number;
  /** Lines whose length and labels are known. */
  readonly utterances: number;
  readonly feasible: number;
  /** The largest stride at which all utterances are feasible, and 99.9 % of them; null: any stride, or no utterances. */
  readonly largestStride: { readonly all: number | null; readonly ofMost: number | null };
  /** Of features, before the stride. */
  readonly frames: Summary | null;
  readonly labels: Summary | null;
  /** Frames of scores, after the stride, for each label. */
  readonly framesPerLabel: number | null;
  /** Labels equal to the one before, each of which needs a frame for the blank between. */
  readonly repeats: { readonly count: number; readonly share: number; readonly utterances: number };
  readonly emptyUtterances: number;
  /**
   * Lines without a WAV file to check: their audio is in another format, or they name none and a sample rate is expected.
   */
  readonly unchecked: number;
  /** How often each label occurs, the most frequent first. */
  readonly labelCounts: readonly { readonly label: Label; readonly count: number }[];
  /** Classes without a label, if the number of classes is known. */
  readonly unusedClasses: readonly number[];
  readonly badLines: number;
  readonly problems: readonly NumberedProblem[];
}

export interface FindingRules {
  readonly manifest: string;
  readonly stride: number;
  readonly classes: number | undefined;
  readonly blank: number;
  /** Of the classes, if texts are spelled with them. */
  readonly symbols: readonly string[] | undefined;
}

/** The share of the utterances that `largestStride.ofMost` keeps. */
const MOST = 0.999;

/** Collects the lines one by one; its memory grows with the identities and the problems, not with the labels. */
export class Findings {
  readonly #problems: NumberedProblem[] = [];
  readonly #firstLineOf = new Map<string, number>();
  readonly #frames = new Distribution();
  readonly #labels = new Distribution();
  readonly #largestStrides = new Distribution();
  readonly #labelCounts = new Map<Label, number>();
  readonly #badLines = new Set<number>();
  #repeats = 0;
  #utterancesWithRepeats = 0;
  #scoreFrames = 0;
  #lines = 0;
  #feasible = 0;
  #unchecked = 0;

  constructor(private readonly rules: FindingRules) {}

  /** @return the line's problems */
  add(line: number, { utterance, problems, identity, isUnchecked }: ReadLine): readonly NumberedProblem[] {
    this.#lines++;
    if (isUnchecked) this.#unchecked++;
    const found = [...problems];
    if (utterance !== undefined) found.push(...this.#measure(utterance.frames, utterance.labels));
    if (identity !== undefined) {
      const first = this.#firstLineOf.get(identity.key);
      if (first === undefined) this.#firstLineOf.set(identity.key, line);
      else found.push({ kind: 'duplicate', message: `has ${identity.words}, as line ${first} has` });
    }
    const numbered = found.map(({ kind, message }) => ({ line, kind, message }));
    if (numbered.length > 0) this.#badLines.add(line);
    for (const problem of numbered) this.#problems.push(problem);
    return numbered;
  }

  #measure(frames: number, labels: readonly Label[]): LineProblem[] {
    let repeats = 0;
    labels.forEach((label, index) => {
      if (index > 0 && label === labels[index - 1]) repeats++;
      this.#labelCounts.set(label, (this.#labelCounts.get(label) ?? 0) + 1);
    });
    const framesNeeded = labels.length + repeats;
    const scoreFrames = Math.floor(frames / this.rules.stride);
    this.#frames.add(frames);
    this.#labels.add(labels.length);
    this.#largestStrides.add(framesNeeded === 0 ? Number.POSITIVE_INFINITY : Math.floor(frames / framesNeeded));
    this.#repeats += repeats;
    if (repeats > 0) this.#utterancesWithRepeats++;
    this.#scoreFrames += scoreFrames;
    const needs: SampleNeeds = { frames: scoreFrames, labels: labels.length, repeats, framesNeeded };
    if (!isFeasible(needs)) return [{ kind: 'infeasible', message: this.#describe(needs, frames) }];
    this.#feasible++;
    return [];
  }

  #describe(needs: SampleNeeds, frames: number): string {
    const { stride } = this.rules;
    return stride === 1 ? describeNeeds(needs) : `${describeNeeds(needs)}: ${frames} at a stride of ${stride}`;
  }

  /** Bad lines so far. */
  get badLines(): number {
    return this.#badLines.size;
  }

  report(): Report {
    const { manifest, stride, classes, blank, symbols } = this.rules;
    const labels = this.#labels.sum;
    const used = this.#labelCounts;
    return {
      manifest,
      stride,
      lines: this.#lines,
      utterances: this.#frames.total,
      feasible: this.#feasible,
      largestStride: {
        all: finite(this.#largestStrides.reachedBy(1)),
        ofMost: finite(this.#largestStrides.reachedBy(MOST)),
      },
      frames: summarize(this.#frames),
      labels: summarize(this.#labels),
      framesPerLabel: labels === 0 ? null : this.#scoreFrames / labels,
      repeats: {
        count: this.#repeats,
        share: labels === 0 ? 0 : this.#repeats / labels,
        utterances: this.#utterancesWithRepeats,
      },
      emptyUtterances: this.#labels.sorted.find(([length]) => length === 0)?.[1] ?? 0,
      unchecked: this.#unchecked,
      labelCounts: [...used].map(([label, count]) => ({ label, count })).sort((a, b) => b.count - a.count),
      unusedClasses: Array.from({ length: classes ?? 0 }, (_, label) => label).filter(
        (label) => label !== blank && !used.has(label) && !used.has(symbols?.[label] ?? label),
      ),
      badLines: this.#badLines.size,
      problems: this.#problems,
    };
  }
}

/** The number of problems of each kind. */
export function countKinds(problems: readonly NumberedProblem[]): ReadonlyMap<ProblemKind, number> {
  const counts = new Map<ProblemKind, number>();
  for (const { kind } of problems) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

function finite(stride: number | undefined): number | null {
  return stride === undefined || stride === Number.POSITIVE_INFINITY ? null : stride;
}

function summarize(values: Distribution): Summary | null {
  if (values.total === 0) return null;
  return {
    least: values.quantile(0)!,
    median: values.quantile(0.5)!,
    most: values.quantile(1)!,
    mean: values.sum / values.total,
  };
}
