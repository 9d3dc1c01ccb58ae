import { ctcLossSync } from '../../lib';
import { randomBatch } from './random-batch';

/** A batch for the tests of the loss on tensors. */
export const { logits, shape, labels, inputLengths } = randomBatch(1, 3, 12, 6);

/** Its result from the core. */
export const expected = ctcLossSync({ logits, shape, labels, inputLengths });

const width = Math.max(...labels.map((row) => row.length));
/** The labels as rows of one width. */
export const padded = labels.map((row) => [...row, ...new Array<number>(width - row.length).fill(-1)]);
export const labelLengths = labels.map((row) => row.length);
