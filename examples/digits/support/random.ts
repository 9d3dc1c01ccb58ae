import { uniformFloat32 } from 'pure-rand/distribution/uniformFloat32';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { mersenne } from 'pure-rand/generator/mersenne';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/**
 * Seeded random numbers. Each path, such as a training step, has a sequence of its own, so that the data of a step can be
 * generated without those of the steps before.
 */
export class Random {
  private readonly generator: RandomGenerator;

  constructor(seed: number, ...path: readonly number[]) {
    this.generator = path.reduce((generator, part) => mersenne(generator.next() ^ part), mersenne(seed));
  }

  /** Uniform in [0, 1). */
  next(): number {
    return uniformFloat32(this.generator);
  }

  /** Uniform in [low, high). */
  uniform(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** An integer in [low, high]. */
  integer(low: number, high: number): number {
    return uniformInt(this.generator, low, high);
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.integer(0, items.length - 1)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }
}
