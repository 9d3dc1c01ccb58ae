import { beamSearchDecode, ctcLossSync, errorRate } from 'ctc-native';
import { LABELS } from '../model/alphabet';
import type { Batch } from '../model/batch';
import type { Recognizer } from '../model/recognizer';
import { readGreedily, type Scores } from '../model/scores';
import type { Utterance } from '../speech/utterances';
import { toBatches } from './held-out';
import { listEdits } from './list-edits';

/** How well a network does on utterances it does not learn from. */
export interface HeldOutResult {
  /** Mean over the utterances, in nats. */
  readonly loss: number;
  /** By greedy decoding. */
  readonly labelErrorRate: number;
}

/** Counts of the edits between what was spoken and what was read. */
export interface EditCounts {
  readonly substitutions: number;
  readonly deletions: number;
  readonly insertions: number;
}

export interface Evaluation extends EditCounts {
  /** Edits per digit spoken. */
  readonly labelErrorRate: number;
  readonly utterances: number;
  readonly digits: number;
  /** For each number of digits in an utterance. */
  readonly byLength: readonly { readonly length: number; readonly labelErrorRate: number }[];
  /** For each digit, how often it was spoken, and what was made of it; insertions are of this digit. */
  readonly byDigit: readonly ({ readonly digit: string; readonly spoken: number } & EditCounts)[];
}

/** Utterances and what a network makes of them. */
export interface ScoredUtterances {
  readonly utterances: readonly Utterance[];
  readonly scores: Scores;
}

/** The same scores read in two ways. */
export interface TestResult {
  /** The best class of each frame. */
  readonly greedy: Evaluation;
  /** The most probable digits over all alignments, by a beam of 100. */
  readonly beam: Evaluation;
}

/** Cheap enough for every now and then in a training. */
export function evaluateHeldOut(recognizer: Recognizer, batches: readonly Batch[]): HeldOutResult {
  let loss = 0;
  const readings = batches.flatMap((batch) => {
    const scores = recognizer.score(batch);
    const request = { ...scores, labels: batch.labels, gradient: false, infeasible: 'zero' } as const;
    loss += ctcLossSync(request).losses.reduce((sum, each) => sum + each, 0);
    return readGreedily(scores);
  });
  const spoken = batches.flatMap(({ labels }) => labels);
  return { loss: loss / spoken.length, labelErrorRate: errorRate(spoken, readings) };
}

/** Scores groups of utterances, each as a batch. */
export function scoreUtterances(recognizer: Recognizer, groups: readonly (readonly Utterance[])[]): ScoredUtterances[] {
  const batches = toBatches(recognizer, groups);
  return groups.map((utterances, index) => ({ utterances, scores: recognizer.score(batches[index]!) }));
}

export function test(scored: readonly ScoredUtterances[]): TestResult {
  const spoken = scored.flatMap(({ utterances }) => utterances.map(({ digits }) => digits));
  const greedy = scored.flatMap(({ scores }) => readGreedily(scores));
  const beam = scored.flatMap(({ scores }) => beamSearchDecode(scores).map(([best]) => [...best!.labels]));
  return { greedy: evaluate(spoken, greedy), beam: evaluate(spoken, beam) };
}

export function evaluate(spoken: readonly (readonly number[])[], readings: readonly (readonly number[])[]): Evaluation {
  const edits = spoken.flatMap((digits, index) => listEdits(digits, readings[index]!));
  const count = (matches: (edit: (typeof edits)[number]) => boolean): number => edits.filter(matches).length;
  const lengths = [...new Set(spoken.map(({ length }) => length))].sort((one, other) => one - other);
  return {
    labelErrorRate: errorRate(spoken, readings),
    utterances: spoken.length,
    digits: spoken.flat().length,
    substitutions: count((edit) => edit.spoken !== null && edit.read !== null),
    deletions: count((edit) => edit.read === null),
    insertions: count((edit) => edit.spoken === null),
    byLength: lengths.map((length) => {
      const ofLength = (_: unknown, index: number): boolean => spoken[index]!.length === length;
      return { length, labelErrorRate: errorRate(spoken.filter(ofLength), readings.filter(ofLength)) };
    }),
    byDigit: LABELS.map((digit, index) => ({
      digit,
      spoken: spoken.flat().filter((each) => each === index).length,
      substitutions: count((edit) => edit.spoken === index && edit.read !== null),
      deletions: count((edit) => edit.spoken === index && edit.read === null),
      insertions: count((edit) => edit.spoken === null && edit.read === index),
    })),
  };
}
