import { CtcError } from '../../check/errors';

/**
 * So many samples that all look alike are no chance: what fewer share may be what was meant. A data set of silence, say,
 * has a last batch of two samples with no labels, but not one of a hundred.
 */
export const ENOUGH_TO_TELL = 8;

/**
 * @param scores the dimensions of yPred
 * @throws {CtcError} if all samples of a batch have as many frames as there are classes, and yPred has another number
 */
export function refuseClassesForFrames(
  lengths: readonly number[],
  argument: string,
  { time, classes }: { readonly time: number; readonly classes: number },
): void {
  if (lengths.length < ENOUGH_TO_TELL || classes === time || lengths.some((length) => length !== classes)) return;
  throw new CtcError(
    'ERR_CTC_RANGE',
    `${argument} is ${classes} for all ${lengths.length} samples, the number of classes: expected the number of frames ` +
      `of each sample, up to ${time}, the second dimension of yPred; if ${classes} frames are meant, pass yPred cut to them`,
    { argument },
  );
}
