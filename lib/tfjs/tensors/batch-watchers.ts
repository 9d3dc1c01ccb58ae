import type { TensorCtcRequest } from './tensor-request';

/** A batch as a loss computes it: labels are one array for each sample, lengths are arrays, scores a tensor. */
export type BatchWatcher = (batch: TensorCtcRequest) => void;

const watchers = new WeakMap<object, BatchWatcher>();

/** From now on, `watcher` and no other is shown every batch that `loss` (a function or a layer of ours) computes. */
export function watchBatches(loss: object, watcher: BatchWatcher): void {
  watchers.set(loss, watcher);
}

export function showBatch(loss: object, batch: TensorCtcRequest): void {
  watchers.get(loss)?.(batch);
}
