import { greedyDecode } from '../../decode/greedy-decode';
import { describeSample } from '../../loss/diagnose';
import { type ScoreSuspicion, suspectScores } from '../../loss/score-checks';
import { InputKind } from '../../native/call-block';
import { Status } from '../../native/status';
import { isFeasible, measureSamples } from '../../request/feasibility';
import type { ComputedBatch } from '../tensors/batch-watchers';

/** One sample of a batch in words. */
export interface InspectedSample {
  readonly feasible: boolean;
  readonly status: number;
  readonly message: string;
  readonly suspicion: ScoreSuspicion | undefined;
}

/** Diagnosis of a training batch. */
export interface InspectedBatch {
  readonly samples: readonly InspectedSample[];
  /** Number of samples with labels and valid scores. */
  readonly withLabels: number;
  /** How many of those greedy decoding reads as empty. */
  readonly readAsEmpty: number;
  readonly allFramesCount: boolean;
}

const OPTIONS = {
  [InputKind.Logits]: 'logits',
  [InputKind.LogProbs]: 'logProbs',
  [InputKind.Probs]: 'probs',
} as const;

/** Diagnoses a batch from its losses. Copies the scores to JavaScript and decodes them greedily. */
export function inspectBatch({ block, scores, losses, status, allFramesCount }: ComputedBatch): InspectedBatch {
  const values = scores.dataSync() as Float32Array;
  const statuses = status();
  const scored = { block, scores: values, timeMajor: false, losses: losses.dataSync(), status: statuses };
  const suspicions = suspectScores(scored);
  const needs = measureSamples(block);
  const samples = needs.map((sampleNeeds, sample) => ({
    feasible: isFeasible(sampleNeeds),
    status: statuses[sample]!,
    message: describeSample(block, sample, sampleNeeds, statuses[sample]!),
    suspicion: suspicions[sample],
  }));
  const readings = greedyDecode({
    [OPTIONS[block.input]]: values,
    shape: [block.batch, block.time, block.classes],
    inputLengths: block.words.slice(block.inputLengthsAt, block.inputLengthsAt + block.batch),
    blank: block.blank,
    mergeRepeated: block.mergeRepeated,
  });
  const withLabels = readings.filter(
    (_, sample) => needs[sample]!.labels > 0 && statuses[sample] !== Status.NotANumber,
  );
  return {
    samples,
    withLabels: withLabels.length,
    readAsEmpty: withLabels.filter(({ labels }) => labels.length === 0).length,
    allFramesCount,
  };
}
