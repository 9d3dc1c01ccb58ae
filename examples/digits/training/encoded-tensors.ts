import * as tf from '@tensorflow/tfjs-node';

/** A tensor as a part of a JSON file. */
export interface EncodedTensor {
  readonly shape: number[];
  readonly dtype: 'float32' | 'int32';
  /** Its values' bytes, in base64. */
  readonly data: string;
}

export function encodeTensors(tensors: readonly tf.Tensor[]): EncodedTensor[] {
  return tensors.map((tensor) => {
    const { buffer, byteOffset, byteLength } = tensor.dataSync<'float32' | 'int32'>();
    const data = Buffer.from(buffer, byteOffset, byteLength).toString('base64');
    return { shape: tensor.shape, dtype: tensor.dtype as EncodedTensor['dtype'], data };
  });
}

/** The caller disposes of them. */
export function decodeTensors(encoded: readonly EncodedTensor[]): tf.Tensor[] {
  return encoded.map(({ shape, dtype, data }) => {
    // A buffer of its own: a Buffer may begin anywhere in a shared one.
    const { buffer } = Uint8Array.from(Buffer.from(data, 'base64'));
    return tf.tensor(dtype === 'int32' ? new Int32Array(buffer) : new Float32Array(buffer), shape, dtype);
  });
}
