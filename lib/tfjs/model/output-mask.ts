import type { Tensor } from '@tensorflow/tfjs';
import { isTensor } from '../tensors/tensor-arguments';

/** The methods of a tfjs-layers layer that its executor calls, in this order, in each forward pass. */
export interface MaskedLayer {
  apply(inputs: unknown, kwargs?: unknown): unknown;
  /** Only if the layer supports masking. @returns the mask of the output, [batch, time], if there is one */
  computeMask(inputs: unknown, mask?: unknown): unknown;
}

const recorded = new WeakSet<MaskedLayer>();

/** The lengths from the mask of each output, by output tensor. */
const lengthsOf = new WeakMap<Tensor, number[]>();

/**
 * Records the mask of a layer's output. tfjs-layers computes it (from a Masking layer, say) and does not pass it to the loss,
 * which would then count padding as frames.
 */
export function recordMask(layer: MaskedLayer): void {
  if (recorded.has(layer)) return;
  recorded.add(layer);
  let output: unknown;
  const apply = layer.apply.bind(layer);
  const computeMask = layer.computeMask.bind(layer);
  layer.apply = (inputs, kwargs) => {
    output = undefined;
    output = apply(inputs, kwargs);
    return output;
  };
  layer.computeMask = (inputs, inputMask) => {
    const mask = computeMask(inputs, inputMask);
    const [tensor, tensorMask] = [first(output), first(mask)];
    if (isTensor(tensor) && isTensor(tensorMask)) setLengths(tensor, tensorMask);
    return mask;
  };
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}

/** A sample's frames end at its last unmasked frame: an earlier masked one may be silence. */
function setLengths(output: Tensor, mask: Tensor): void {
  const [batch, time] = mask.shape as [number, number];
  if (mask.shape.length !== 2 || batch !== output.shape[0] || time !== output.shape[1]) return;
  const values = mask.dataSync();
  const lengths = Array.from({ length: batch }, (_, sample) => {
    let frames = time;
    while (frames > 0 && !values[sample * time + frames - 1]) frames--;
    return frames;
  });
  lengthsOf.set(output, lengths);
}

/** @returns frames of each sample by the mask of a model's output; undefined without a mask */
export function maskedLengths(scores: Tensor): number[] | undefined {
  return lengthsOf.get(scores);
}
