/** A batch to measure. */
export interface Case {
  readonly name: string;
  readonly batch: number;
  readonly time: number;
  readonly classes: number;
  /** Labels of each sample; where the samples differ, labels of the longest one. */
  readonly labels: number;
  /**
   * How the samples are drawn. even: every frame is valid, random labels. ragged: from a twentieth of the frames to all of
   * them, most samples short, labels in proportion. tight: so many adjacent repeats that 1 to 8 frames are to spare.
   */
  readonly kind: 'even' | 'ragged' | 'tight';
}

/** The grid. */
export const CASES: readonly Case[] = [
  { name: 'seed', batch: 100, time: 20, classes: 5, labels: 4, kind: 'even' },
  { name: 'tiny', batch: 1, time: 100, classes: 29, labels: 20, kind: 'even' },
  { name: 'char', batch: 32, time: 500, classes: 29, labels: 60, kind: 'even' },
  { name: 'char-ragged', batch: 32, time: 500, classes: 29, labels: 60, kind: 'ragged' },
  { name: 'tight', batch: 8, time: 140, classes: 32, labels: 128, kind: 'tight' },
  { name: 'long', batch: 16, time: 1500, classes: 32, labels: 200, kind: 'even' },
  { name: 'xlong', batch: 1, time: 10_000, classes: 32, labels: 1000, kind: 'even' },
  { name: 'xlong-tenth', batch: 1, time: 1000, classes: 32, labels: 100, kind: 'even' },
  { name: 'bpe', batch: 16, time: 400, classes: 1024, labels: 50, kind: 'even' },
  { name: 'bpe-ragged', batch: 16, time: 400, classes: 1024, labels: 50, kind: 'ragged' },
  { name: 'bpe5k', batch: 8, time: 300, classes: 5000, labels: 40, kind: 'even' },
];

/** In the usual order: B,T,V,L. */
export function sizesOf({ batch, time, classes, labels }: Case): string {
  return [batch, time, classes, labels].join(',');
}
