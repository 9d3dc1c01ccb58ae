import { beamSearchDecode } from 'ctc-native';
import { decodeGreedily } from '../model/greedy-decoding';
import type { Recognizer } from '../model/recognizer';
import type { Scores } from '../model/scores';
import type { Clip } from '../speech/clips';
import { composeEvaluationSet, type Utterance } from '../speech/utterances';
import { Random } from '../support/random';
import { countErrors, type ErrorCounts } from './error-counts';

/** Fixed, so that every training is tested on the same utterances. */
const TEST_SEED = 99;
const UTTERANCES_PER_LENGTH = 40;

/** Utterances and their scores by a network. */
export interface ScoredUtterances {
  readonly utterances: readonly Utterance[];
  readonly scores: Scores;
}

/** Errors of two ways to decode the same scores. */
export interface TestResult {
  /** The best class of each frame. */
  readonly greedy: ErrorCounts;
  /** The most probable digits over all alignments, with a beam of 100. */
  readonly beam: ErrorCounts;
}

/** The test set: a group of utterances for each number of digits. */
export function testUtterances(clips: readonly Clip[]): Utterance[][] {
  return composeEvaluationSet(clips, UTTERANCES_PER_LENGTH, new Random(TEST_SEED));
}

/** Scores each group of utterances as one batch. */
export function scoreUtterances(recognizer: Recognizer, groups: readonly (readonly Utterance[])[]): ScoredUtterances[] {
  return groups.map((utterances) => ({ utterances, scores: recognizer.score(recognizer.batchUtterances(utterances)) }));
}

export function evaluateTest(scored: readonly ScoredUtterances[]): TestResult {
  const spoken = scored.flatMap(({ utterances }) => utterances.map(({ digits }) => digits));
  const greedy = scored.flatMap(({ scores }) => decodeGreedily(scores));
  const beam = scored.flatMap(({ scores }) => beamSearchDecode(scores).map(([best]) => [...best!.labels]));
  return { greedy: countErrors(spoken, greedy), beam: countErrors(spoken, beam) };
}
