import { counted } from '../check/counted';
import { runNow } from '../native/call';
import { type CallBlock, InputKind } from '../native/call-block';
import { loadNative } from '../native/load';
import { Status } from '../native/status';
import { describeInfeasible, isFeasible, measureSamples, type SampleNeeds } from '../request/feasibility';
import { readRequest } from '../request/loss-request';
import type { CtcRequest } from '../request/options';
import { suspicionsOf } from './suspicions';

/** Diagnosis of one sample, without its gradient. */
export interface SampleDiagnosis extends SampleNeeds {
  /** Whether its labels fit its frames: `frames >= framesNeeded`. */
  readonly feasible: boolean;
  /** In nats; +infinity (or 0, see CtcRequest.infeasible) for status 1, NaN for status 2. */
  readonly loss: number;
  /** 0: ok; 1: infeasible; 2: not a number. */
  readonly status: number;
  /**
   * Mean posterior probability of the blank over the frames: near 1 early in training, when the model outputs mostly
   * blanks; NaN for status 2.
   */
  readonly blankShare: number;
  /** Summary in words, with probable mistakes. */
  readonly message: string;
}

/**
 * Diagnoses each sample of a request: whether its labels fit its frames, its loss, and probable mistakes in words, such as
 * scores under the wrong name (logits as logProbs, probabilities as logits).
 *
 * Computes no gradient: `gradient`, `lossGradient` and `reduction` are validated and otherwise ignored. With
 * `infeasible: 'throw'` an infeasible sample is described and nothing is thrown.
 *
 * @throws {CtcError} if the request is invalid, as ctcLossSync does
 *
 * @example
 * for (const { status, message } of diagnose(request)) if (status !== 0) console.warn(message);
 * // sample 3 needs 41 frames (35 labels + 6 repeats) and has 38
 */
export function diagnose(request: CtcRequest): SampleDiagnosis[] {
  const { addon, threads } = loadNative();
  const { block, scores } = readRequest(request, { threads, withBlankShares: true });
  runNow(() => addon.lossSync(block.words, scores, null));
  const losses = block.losses();
  const status = block.status();
  const blankShares = block.blankShares();
  const suspicions = suspicionsOf({ block, scores, losses, status });
  return measureSamples(block).map((needs, sample) => ({
    ...needs,
    feasible: isFeasible(needs),
    loss: losses[sample]!,
    status: status[sample]!,
    blankShare: blankShares[sample]!,
    message: describeSample(block, sample, needs, status[sample]!) + suspicions[sample],
  }));
}

/** The scores that give status 2. */
const NOT_NUMBERS: Readonly<Record<InputKind, string>> = {
  [InputKind.Logits]: 'NaN, +Infinity, or only -Infinity',
  [InputKind.LogProbs]: 'NaN or +Infinity',
  [InputKind.Probs]: 'NaN, +Infinity, or below 0, as logits and log-probabilities may be',
};

/** Describes one sample without comparing it with the others of the batch. */
export function describeSample(block: CallBlock, sample: number, needs: SampleNeeds, status: number): string {
  const { frames, labels, framesNeeded } = needs;
  if (status === Status.NotANumber) {
    return `sample ${sample} has an invalid score in one of its ${counted(frames, 'frame')}: ${NOT_NUMBERS[block.input]}`;
  }
  if (status === Status.Infeasible) return describeInfeasible(block, sample, needs);
  if (labels === 0) return `sample ${sample} has no labels: its loss is that of blanks throughout`;
  return `sample ${sample} needs ${counted(framesNeeded, 'frame')} and has ${frames}`;
}
