import { CtcError } from '../../check/errors';

/**
 * A value shared by all samples of a batch is taken for a mistake from this batch size on. Smaller batches may share one by
 * chance: the last batch of an epoch may have two samples, both without labels.
 */
export const MIN_SUSPICIOUS_BATCH = 8;

/**
 * @throws {CtcError} if every length of a batch equals the number of classes while yPred has a different number of frames
 */
export function refuseClassesForFrames(
  lengths: readonly number[],
  argument: string,
  { time, classes }: { readonly time: number; readonly classes: number },
): void {
  if (lengths.length < MIN_SUSPICIOUS_BATCH || classes === time || lengths.some((length) => length !== classes)) return;
  throw new CtcError(
    'ERR_CTC_RANGE',
    `${argument} is ${classes} for all ${lengths.length} samples, the number of classes: expected the number of frames ` +
      `of each sample, up to ${time}, the second dimension of yPred; if ${classes} frames are right, slice yPred to them`,
    { argument },
  );
}
