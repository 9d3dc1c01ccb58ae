import { createHash } from 'node:crypto';
import type { Clip, Corpus } from '../speech/clips';

/** Everything that the course of a training depends on: runs with equal identities take the same steps. */
export interface RunIdentity {
  readonly steps: number;
  readonly seed: number;
  readonly data: {
    readonly description: string;
    /** Of all samples and their labels. */
    readonly sha256: string;
  };
}

export function identifyRun(steps: number, seed: number, { description, training, heldOut }: Corpus): RunIdentity {
  return { steps, seed, data: { description, sha256: digest([...training, ...heldOut]) } };
}

function digest(clips: readonly Clip[]): string {
  const hash = createHash('sha256');
  for (const { speaker, digits, samples } of clips) {
    hash.update(JSON.stringify([speaker, digits, samples.length])).update(samples);
  }
  return hash.digest('hex');
}
