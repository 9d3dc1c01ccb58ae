/** Counts each whole number: memory grows with the number of different values. */
export class Distribution {
  readonly #counts = new Map<number, number>();
  #sorted: readonly (readonly [number, number])[] | undefined;
  total = 0;

  add(value: number): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
    this.#sorted = undefined;
    this.total++;
  }

  /** The values in ascending order, each with its count. */
  get sorted(): readonly (readonly [number, number])[] {
    this.#sorted ??= [...this.#counts].sort(([a], [b]) => a - b);
    return this.#sorted;
  }

  get sum(): number {
    return this.sorted.reduce((sum, [value, count]) => sum + value * count, 0);
  }

  /** The smallest value that at least `share` of all do not exceed; undefined without values. */
  quantile(share: number): number | undefined {
    let seen = 0;
    for (const [value, count] of this.sorted) {
      seen += count;
      if (seen >= share * this.total) return value;
    }
    return undefined;
  }

  /** The largest value that at least `share` of all reach; undefined without values. */
  reachedBy(share: number): number | undefined {
    let seen = 0;
    for (const [value, count] of [...this.sorted].reverse()) {
      seen += count;
      if (seen >= share * this.total) return value;
    }
    return undefined;
  }
}
