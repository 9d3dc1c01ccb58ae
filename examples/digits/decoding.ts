import { BLANK, CLASSES } from './alphabet';

/** Reads a batch of scores, `[batch, time, CLASSES]`, of which `frames[sample]` frames are not padding. */
export function decodeBatch(scores: Float32Array, frames: readonly number[]): number[][] {
  const width = scores.length / frames.length;
  return frames.map((count, sample) => decodeGreedily(scores.subarray(sample * width), count));
}

/** The best class of each frame, repeats joined and blanks dropped. */
export function decodeGreedily(scores: Float32Array, frames: number): number[] {
  const labels: number[] = [];
  let previous = BLANK;
  for (let frame = 0; frame < frames; frame++) {
    const best = argMax(scores.subarray(frame * CLASSES, (frame + 1) * CLASSES));
    if (best !== previous && best !== BLANK) labels.push(best);
    previous = best;
  }
  return labels;
}

/** Fewest substitutions, insertions and deletions that make one sequence of the other (Levenshtein). */
export function editDistance(from: readonly number[], to: readonly number[]): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const item of from) {
    const next = [row[0]! + 1];
    to.forEach((other, column) => {
      const substituted = row[column]! + (item === other ? 0 : 1);
      next.push(Math.min(substituted, row[column + 1]! + 1, next[column]! + 1));
    });
    row = next;
  }
  return row[to.length]!;
}

/** Edits per label of the truth over a whole set; it can exceed 1. */
export function labelErrorRate(
  truths: readonly (readonly number[])[],
  readings: readonly (readonly number[])[],
): number {
  let edits = 0;
  let labels = 0;
  truths.forEach((truth, index) => {
    edits += editDistance(truth, readings[index]!);
    labels += truth.length;
  });
  return edits / labels;
}

function argMax(values: Float32Array): number {
  let best = 0;
  for (let index = 1; index < values.length; index++) if (values[index]! > values[best]!) best = index;
  return best;
}
