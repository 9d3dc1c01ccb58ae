import type { BatchOptions } from '../../lib';
import { pathsThrough, softmax } from './all-paths';
import { randomBatch } from './random-batch';

/** One sample's scores as a table, for the definitions below. */
export interface ScoreTable {
  /** [frames][classes] natural logarithms of probabilities */
  readonly logProbs: number[][];
  readonly blank: number;
  readonly mergeRepeated: boolean;
}

const LOG_PROBS = {
  logits: (row: readonly number[]) => softmax(row).map(Math.log),
  logProbs: (row: readonly number[]) => [...row],
  probs: (row: readonly number[]) => row.map(Math.log),
};

/** The valid frames of each sample of a batch-time-class request. */
export function tablesOf(request: BatchOptions): ScoreTable[] {
  const { shape, blank = 0, mergeRepeated = true, inputLengths } = request;
  const [batch, time, classes] = shape;
  const input = (['logits', 'logProbs', 'probs'] as const).find((name) => request[name] !== undefined)!;
  return Array.from({ length: batch }, (_, sample) => ({
    logProbs: Array.from({ length: inputLengths?.[sample] ?? time }, (__, frame) => {
      const at = (sample * time + frame) * classes;
      return LOG_PROBS[input]([...request[input]!.subarray(at, at + classes)]);
    }),
    blank: blank < 0 ? blank + classes : blank,
    mergeRepeated,
  }));
}

/** The labels that a path of classes spells, and the first frame of each. */
export function readPath(path: readonly number[], { blank, mergeRepeated }: Omit<ScoreTable, 'logProbs'>) {
  const timesteps = path.flatMap((label, frame) =>
    label !== blank && !(mergeRepeated && label === path[frame - 1]) ? [frame] : [],
  );
  return { labels: timesteps.map((frame) => path[frame]!), timesteps };
}

/** A batch of each input kind with the same probabilities. */
export function inputsOfEachKind(seed: number, batch: number, time: number, classes: number, blank = 0) {
  const { logits, shape, inputLengths } = randomBatch(seed, batch, time, classes, blank);
  const rows = Array.from({ length: batch * time }, (_, row) =>
    softmax([...logits.subarray(row * classes, (row + 1) * classes)]),
  ).flat();
  const common = { shape, inputLengths, blank };
  return [
    ['logits', { ...common, logits }],
    ['logProbs', { ...common, logProbs: Float32Array.from(rows, Math.log) }],
    ['probs', { ...common, probs: Float32Array.from(rows) }],
  ] as [string, BatchOptions][];
}

/** Every label sequence that the frames can spell, best first, with the ln of its probability over all paths. */
export function allSequences(table: ScoreTable): { labels: number[]; logProb: number }[] {
  const sums = new Map<string, { labels: number[]; probability: number }>();
  for (const { path, probability } of weighedPaths(table)) {
    const { labels } = readPath(path, table);
    const entry = sums.get(labels.join()) ?? { labels, probability: 0 };
    entry.probability += probability;
    sums.set(labels.join(), entry);
  }
  return [...sums.values()]
    .filter(({ probability }) => probability > 0)
    .sort((one, other) => other.probability - one.probability)
    .map(({ labels, probability }) => ({ labels, logProb: Math.log(probability) }));
}

/** The ln probability of each path that spells the labels, best first. */
export function allAlignments(table: ScoreTable, labels: readonly number[]): { path: number[]; logProb: number }[] {
  return [...weighedPaths(table)]
    .filter(({ path, probability }) => probability > 0 && readPath(path, table).labels.join() === labels.join())
    .sort((one, other) => other.probability - one.probability)
    .map(({ path, probability }) => ({ path, logProb: Math.log(probability) }));
}

function* weighedPaths({ logProbs }: ScoreTable): Generator<{ path: number[]; probability: number }> {
  const classes = logProbs[0]?.length ?? 0;
  for (const path of pathsThrough(logProbs.length, classes)) {
    yield { path, probability: Math.exp(path.reduce((sum, label, frame) => sum + logProbs[frame]![label]!, 0)) };
  }
}
