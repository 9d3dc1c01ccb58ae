/**
 * CTC by its definition, in float64: the sum over every path of classes that spells the labels once repeats are merged (if
 * they are) and blanks are dropped. Only for tiny cases: there are classes ** frames paths.
 */
export interface Sample {
  /** [frames][classes] */
  readonly frames: readonly (readonly number[])[];
  /** The kind of scores in `frames`. Default: logits. */
  readonly input?: 'logits' | 'logProbs' | 'probs';
  readonly labels: readonly number[];
  readonly blank: number;
  readonly mergeRepeated?: boolean;
}

export interface Definition {
  readonly loss: number;
  /** d(loss) / d(`frames`), [frames][classes]. */
  readonly gradient: number[][];
  /** Mean posterior of the blank over the frames. */
  readonly blankShare: number;
}

const WEIGHTS = {
  logits: softmax,
  logProbs: (scores: readonly number[]) => scores.map(Math.exp),
  probs: (scores: readonly number[]) => scores,
};

export function sumOverAllPaths({ frames, input = 'logits', labels, blank, mergeRepeated = true }: Sample): Definition {
  const weights = frames.map(WEIGHTS[input]);
  const classes = frames[0]?.length ?? 0;
  const occupied = frames.map(() => new Array<number>(classes).fill(0));
  let total = 0;
  for (const path of pathsThrough(frames.length, classes)) {
    if (spelling(path, blank, mergeRepeated).join() !== labels.join()) continue;
    const weight = path.reduce((product, label, frame) => product * weights[frame]![label]!, 1);
    total += weight;
    path.forEach((label, frame) => {
      occupied[frame]![label]! += weight;
    });
  }
  const slope = { logits: (w: number, p: number) => w - p, logProbs: (_: number, p: number) => -p, probs: quotient };
  return {
    loss: total === 0 ? Number.POSITIVE_INFINITY : -Math.log(total),
    gradient: weights.map((row, frame) =>
      row.map((weight, label) => (total === 0 ? 0 : slope[input](weight, occupied[frame]![label]! / total))),
    ),
    blankShare: total === 0 ? 0 : occupied.reduce((sum, row) => sum + row[blank]! / total, 0) / frames.length,
  };
}

function quotient(probability: number, posterior: number): number {
  return posterior === 0 ? 0 : -posterior / probability;
}

export function softmax(scores: readonly number[]): number[] {
  const largest = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(score - largest));
  const sum = weights.reduce((one, other) => one + other, 0);
  return weights.map((weight) => weight / sum);
}

/** Every sequence of one class per frame. */
export function* pathsThrough(frames: number, classes: number): Generator<number[]> {
  for (let number = 0; number < classes ** frames; number++) {
    yield Array.from({ length: frames }, (_, frame) => Math.floor(number / classes ** frame) % classes);
  }
}

function spelling(path: readonly number[], blank: number, mergeRepeated: boolean): number[] {
  return path.filter((label, frame) => label !== blank && !(mergeRepeated && label === path[frame - 1]));
}
