import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import type { CallBlock } from '../../native/call-block';

/** A batch whose losses have been computed, in batch-time-class layout. */
export interface ComputedBatch {
  readonly block: CallBlock;
  readonly scores: Tensor;
  /** [batch]; valid only during the watcher's call. */
  readonly losses: Tensor1D;
  /** Reads the status of each sample, [batch]. */
  readonly status: () => Uint8Array | Int32Array;
  /** Whether the request had no input lengths, so that every frame counts. */
  readonly allFramesCount: boolean;
}

export type BatchWatcher = (batch: ComputedBatch) => void;

const watchers = new WeakMap<object, BatchWatcher>();

/** Calls `watcher` with every batch that `loss` (a loss function or a layer of this package) computes from now on. */
export function watchBatches(loss: object, watcher: BatchWatcher): void {
  watchers.set(loss, watcher);
}

export function watcherOf(loss: object): BatchWatcher | undefined {
  return watchers.get(loss);
}
