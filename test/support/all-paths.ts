/**
 * CTC from its definition, in float64: the sum over every path of classes through the frames that spells the labels
 * once repeats are merged and blanks are dropped. Only for tiny cases: there are classes ** frames paths.
 */
export interface Sample {
  /** Logits, [frames][classes]. */
  readonly frames: readonly (readonly number[])[];
  readonly labels: readonly number[];
  readonly blank: number;
}

export interface Definition {
  readonly loss: number;
  /** d(loss) / d(logits), [frames][classes]. */
  readonly gradient: number[][];
}

export function sumOverAllPaths({ frames, labels, blank }: Sample): Definition {
  const probabilities = frames.map(softmax);
  const classes = frames[0]?.length ?? 0;
  const occupied = frames.map(() => new Array<number>(classes).fill(0));
  let total = 0;
  for (const path of pathsThrough(frames.length, classes)) {
    if (spelling(path, blank).join() !== labels.join()) continue;
    const probability = path.reduce((product, label, frame) => product * probabilities[frame]![label]!, 1);
    total += probability;
    path.forEach((label, frame) => {
      occupied[frame]![label]! += probability;
    });
  }
  return {
    loss: total === 0 ? Number.POSITIVE_INFINITY : -Math.log(total),
    gradient: probabilities.map((row, frame) =>
      row.map((probability, label) => (total === 0 ? 0 : probability - occupied[frame]![label]! / total)),
    ),
  };
}

export function softmax(scores: readonly number[]): number[] {
  const largest = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(score - largest));
  const sum = weights.reduce((one, other) => one + other, 0);
  return weights.map((weight) => weight / sum);
}

function* pathsThrough(frames: number, classes: number): Generator<number[]> {
  for (let number = 0; number < classes ** frames; number++) {
    yield Array.from({ length: frames }, (_, frame) => Math.floor(number / classes ** frame) % classes);
  }
}

function spelling(path: readonly number[], blank: number): number[] {
  return path.filter((label, frame) => label !== blank && label !== path[frame - 1]);
}
