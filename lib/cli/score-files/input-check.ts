import { plural } from '../../check/counted';
import type { InputName } from './score-options';

/** Number of frames per utterance, evenly spaced, in which exponentials are summed. */
const MAX_SUMMED_FRAMES = 100;
/** For scores rounded to float16 or to a few decimals. */
const TOLERANCE = 0.01;

/** Each finding and its cure. */
const FINDINGS = {
  distributions: [
    'only frames whose scores are from 0 to 1 and add up to 1',
    "for a softmax's output give --input probs",
  ],
  aboveOne: [
    'frames whose probabilities add up to more than 1',
    "for a model's raw output give --input logits (log-probabilities less label priors are right as they are)",
  ],
  outOfRange: [
    'scores below 0 or above 1',
    "for a model's raw output give --input logits, for its log-softmax --input logProbs",
  ],
} as const;

type Finding = keyof typeof FINDINGS;

/** Scores [time, classes], of which the first `frames` count. */
export interface ScoreRows {
  readonly data: Float32Array;
  readonly frames: number;
  readonly classes: number;
}

/** Counts utterances whose scores do not look like --input, for one warning per run. */
export class InputCheck {
  readonly #counts = new Map<Finding, number>();
  #utterances = 0;

  constructor(private readonly input: InputName) {}

  add(rows: ScoreRows): void {
    this.#utterances++;
    const finding = findingOf(rows, this.input);
    if (finding !== undefined) this.#counts.set(finding, (this.#counts.get(finding) ?? 0) + 1);
  }

  warnings(): string[] {
    return [...this.#counts].map(([finding, count]) => {
      const [found, cure] = FINDINGS[finding];
      const whose = `${count} of ${this.#utterances} ${plural(this.#utterances, 'utterance')}`;
      const [have, are] = count === 1 ? ['has', 'is'] : ['have', 'are'];
      return `${whose} ${have} ${found}, and ${are} read as ${this.input}: ${cure}`;
    });
  }
}

function findingOf(rows: ScoreRows, input: InputName): Finding | undefined {
  if (input === 'probs') return hasValueOutOfRange(rows) ? 'outOfRange' : undefined;
  if (areDistributions(rows)) return 'distributions';
  return input === 'logProbs' && hasSumAboveOne(rows) ? 'aboveOne' : undefined;
}

/** Whether each frame is a distribution, apart from padding with zeros. */
function areDistributions({ data, frames, classes }: ScoreRows): boolean {
  let distributions = 0;
  for (let frame = 0; frame < frames; frame++) {
    let sum = 0;
    for (let at = frame * classes; at < (frame + 1) * classes; at++) {
      const score = data[at]!;
      if (!(score >= 0 && score <= 1 + TOLERANCE)) return false;
      sum += score;
    }
    if (sum === 0) continue;
    if (Math.abs(sum - 1) > TOLERANCE) return false;
    distributions++;
  }
  // A single class always has probability 1.
  return distributions > 0 && classes > 1;
}

function hasSumAboveOne({ data, frames, classes }: ScoreRows): boolean {
  const step = Math.max(1, Math.ceil(frames / MAX_SUMMED_FRAMES));
  for (let frame = 0; frame < frames; frame += step) {
    let sum = 0;
    for (let at = frame * classes; at < (frame + 1) * classes; at++) sum += Math.exp(data[at]!);
    if (sum > 1 + TOLERANCE) return true;
  }
  return false;
}

function hasValueOutOfRange({ data, frames, classes }: ScoreRows): boolean {
  for (let at = 0; at < frames * classes; at++) if (data[at]! < 0 || data[at]! > 1 + TOLERANCE) return true;
  return false;
}
