/** A text on a line. */
export interface PlacedText {
  /** Pixels from the left, of the text's middle. */
  readonly middle: number;
  readonly width: number;
}

/**
 * New middles at which texts on one line do not overlap, as near to their own as possible: the least sum of squared shifts.
 *
 * Without the widths of the texts before it, each middle must be at least the previous one: that is isotonic regression, which
 * the pool-adjacent-violators algorithm solves.
 *
 * @param texts from left to right
 * @param length of the line
 * @return undefined if the texts do not fit on the line
 */
export function spreadTexts(texts: readonly PlacedText[], length: number): number[] | undefined {
  const offsets: number[] = [];
  let used = 0;
  for (const { width } of texts) {
    offsets.push(used + width / 2);
    used += width;
  }
  if (used > length) return undefined;
  const pools: { mean: number; size: number }[] = [];
  for (const [index, { middle }] of texts.entries()) {
    let pool = { mean: middle - offsets[index]!, size: 1 };
    for (let last = pools.at(-1); last !== undefined && last.mean > pool.mean; last = pools.at(-1)) {
      pools.pop();
      const size = last.size + pool.size;
      pool = { mean: (last.mean * last.size + pool.mean * pool.size) / size, size };
    }
    pools.push(pool);
  }
  const slack = length - used;
  const starts = pools.flatMap(({ mean, size }) => new Array<number>(size).fill(Math.min(slack, Math.max(0, mean))));
  return starts.map((start, index) => start + offsets[index]!);
}
