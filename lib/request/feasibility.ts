import { counted } from '../check/counted';
import { CtcError } from '../check/errors';
import { readName } from '../check/simple-options';
import { type CallBlock, InputKind } from '../native/call-block';
import { Status } from '../native/status';

/** The frames of a sample, and how many its labels need. */
export interface SampleNeeds {
  /** Number of valid frames. */
  readonly frames: number;
  readonly labels: number;
  /** Number of labels that equal the previous one. */
  readonly repeats: number;
  /** One frame per label, plus one per repeat for the blank between the two. */
  readonly framesNeeded: number;
}

/** Measures each sample of a checked block. */
export function measureSamples(block: CallBlock): SampleNeeds[] {
  const { words } = block;
  const samples: SampleNeeds[] = [];
  let start = block.labelsAt;
  for (let sample = 0; sample < block.batch; sample++) {
    const labels = words[block.labelLengthsAt + sample]!;
    let repeats = 0;
    for (let i = start + 1; i < start + labels; i++) if (words[i] === words[i - 1]) repeats++;
    start += labels;
    samples.push({
      frames: words[block.inputLengthsAt + sample]!,
      labels,
      repeats,
      framesNeeded: labels + (block.mergeRepeated ? repeats : 0),
    });
  }
  return samples;
}

export function isFeasible({ frames, framesNeeded }: SampleNeeds): boolean {
  return frames >= framesNeeded;
}

const IMPOSSIBLE: Readonly<Record<InputKind, string>> = {
  [InputKind.Logits]: 'logit of -Infinity',
  [InputKind.LogProbs]: 'log-probability of -Infinity',
  [InputKind.Probs]: 'probability of 0',
};

/** Why a sample has status 1: it has too few frames, or its labels have probability 0. */
export function describeInfeasible(block: CallBlock, sample: number, needs: SampleNeeds): string {
  const { frames, labels } = needs;
  if (isFeasible(needs)) {
    return (
      `sample ${sample} gives its ${counted(labels, 'label')} no probability: ` +
      `every alignment contains a ${IMPOSSIBLE[block.input]} in a label or the blank`
    );
  }
  return `sample ${sample} ${describeNeeds(needs)}${suspicion(block, sample, frames)}`;
}

/** `needs 41 frames (35 labels + 6 repeats) and has 38` */
export function describeNeeds({ frames, labels, repeats, framesNeeded }: SampleNeeds): string {
  const blanks = framesNeeded > labels ? ` + ${counted(repeats, 'repeat')}` : '';
  return `needs ${counted(framesNeeded, 'frame')} (${counted(labels, 'label')}${blanks}) and has ${frames}`;
}

function suspicion({ time, classes }: CallBlock, sample: number, frames: number): string {
  if (frames === time) return '';
  if (frames === 0) return `: inputLengths[${sample}] is 0, expected its number of frames`;
  if (frames === classes) {
    return `: inputLengths[${sample}] is the number of classes, expected its number of frames`;
  }
  return '';
}

const POLICIES = ['inf', 'zero', 'skip', 'throw'] as const;

/** The option `infeasible` of CtcRequest. */
export function readInfeasible(value: unknown): (typeof POLICIES)[number] {
  return readName(value, 'infeasible', POLICIES);
}

/** For `infeasible: 'throw'`, before the native call: throws if a sample has too few frames. */
export function refuseTooFewFrames(block: CallBlock): void {
  const needs = measureSamples(block);
  const sample = needs.findIndex((sampleNeeds) => !isFeasible(sampleNeeds));
  if (sample >= 0) throw infeasibleError(block, sample, needs[sample]!);
}

/** For `infeasible: 'throw'`, after the native call: only that finds labels of probability 0. */
export function refuseInfeasible(block: CallBlock, status: Uint8Array | Int32Array): void {
  const sample = status.indexOf(Status.Infeasible);
  if (sample >= 0) throw infeasibleError(block, sample, measureSamples(block)[sample]!);
}

function infeasibleError(block: CallBlock, sample: number, needs: SampleNeeds): CtcError {
  const cure = isFeasible(needs) ? 'unmask its classes' : 'give it more frames (a smaller stride) or fewer labels';
  return new CtcError(
    'ERR_CTC_INFEASIBLE',
    `${describeInfeasible(block, sample, needs)}; ${cure}, or set infeasible to 'inf', 'zero' or 'skip'`,
    { argument: 'labels', sample },
  );
}
