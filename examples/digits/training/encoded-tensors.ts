import type { io } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-node';

/** Tensors as a part of a JSON file. Values survive bit for bit. */
export interface EncodedTensors {
  readonly specs: io.WeightsManifestEntry[];
  /** Base64. */
  readonly data: string;
}

export async function encodeTensors(tensors: readonly tf.Tensor[]): Promise<EncodedTensors> {
  const named = tensors.map((tensor, index) => ({ name: String(index), tensor }));
  const { data, specs } = await tf.io.encodeWeights(named);
  return { specs, data: Buffer.from(data).toString('base64') };
}

/** The caller disposes of the tensors. */
export function decodeTensors({ specs, data }: EncodedTensors): tf.Tensor[] {
  const { buffer } = Uint8Array.from(Buffer.from(data, 'base64'));
  const named = tf.io.decodeWeights(buffer, specs);
  return specs.map(({ name }) => named[name]!);
}
