import { counted } from '../check/counted';
import { runNow } from '../native/call';
import { type CallBlock, InputKind } from '../native/call-block';
import { loadNative } from '../native/load';
import { Status } from '../native/status';
import { describeInfeasible, isFeasible, measureSamples, type SampleNeeds } from '../request/feasibility';
import { readRequest } from '../request/loss-request';
import type { CtcRequest } from '../request/options';
import { suspicionsOf } from './suspicions';

/** What there is to know of one sample without its gradient. */
export interface SampleDiagnosis extends SampleNeeds {
  /** Whether its frames can hold its labels: `frames >= framesNeeded`. */
  readonly feasible: boolean;
  /** In nats; +infinity (or 0, see CtcRequest.infeasible) for status 1, NaN for status 2. */
  readonly loss: number;
  /** 0: all is well; 1: infeasible; 2: not a number. */
  readonly status: number;
  /**
   * The posterior probability of the blank, averaged over the frames: near 1 early in training, when a model says little
   * but blanks; NaN for status 2.
   */
  readonly blankShare: number;
  /** The above in a sentence, with what is probably wrong. */
  readonly message: string;
}

/**
 * Looks at each sample of a request: whether its frames can hold its labels, its loss, and in words what to change.
 * Computes no gradient; `gradient`, `lossGradient` and `reduction` are checked and left alone, and an infeasible sample is
 * described where `infeasible: 'throw'` would throw.
 *
 * @throws {CtcError} if the request is wrong, as ctcLossSync does
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
  const suspicions = suspicionsOf(block);
  return measureSamples(block).map((needs, sample) => ({
    ...needs,
    feasible: isFeasible(needs),
    loss: losses[sample]!,
    status: status[sample]!,
    blankShare: blankShares[sample]!,
    message: describe(block, sample, needs, status[sample]!) + suspicions[sample],
  }));
}

const NO_NUMBERS: Readonly<Record<InputKind, string>> = {
  [InputKind.Logits]: 'NaN, +Infinity, or nothing but -Infinity',
  [InputKind.LogProbs]: 'NaN or +Infinity',
  [InputKind.Probs]: 'NaN, +Infinity, or below 0, as logits and log-probabilities may be',
};

function describe(block: CallBlock, sample: number, needs: SampleNeeds, status: number): string {
  const { frames, labels, framesNeeded } = needs;
  if (status === Status.NotANumber) {
    return `sample ${sample} has a score that is no number in one of its ${counted(frames, 'frame')}: ${NO_NUMBERS[block.input]}`;
  }
  if (status === Status.Infeasible) return describeInfeasible(block, sample, needs);
  if (labels === 0) return `sample ${sample} has no labels: its loss is that of blanks throughout`;
  return `sample ${sample} needs ${counted(framesNeeded, 'frame')} and has ${frames}`;
}
