import { beamSearchDecode, ctcLossSync, errorRate } from 'ctc-native';
import { LABELS } from './alphabet';
import type { Batch } from './batches';
import { listEdits } from './edits';
import type { Recognizer } from './recognizer';
import { readGreedily } from './scores';

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
  const spoken = spokenIn(batches);
  return { loss: loss / spoken.length, labelErrorRate: errorRate(spoken, readings) };
}

export function test(recognizer: Recognizer, batches: readonly Batch[]): TestResult {
  const scores = batches.map((batch) => recognizer.score(batch));
  const spoken = spokenIn(batches);
  const byBeam = scores.flatMap((each) => beamSearchDecode(each).map(([best]) => [...best!.labels]));
  return { greedy: evaluate(spoken, scores.flatMap(readGreedily)), beam: evaluate(spoken, byBeam) };
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

function spokenIn(batches: readonly Batch[]): (readonly number[])[] {
  return batches.flatMap(({ labels }) => labels);
}
