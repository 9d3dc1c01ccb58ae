import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type * as tf from '@tensorflow/tfjs-node';
import { type Dataset, toInputs } from './data';
import type { Networks } from './network';

/** Writes the trainer's weights (model.json, weights.bin), and the inputs and losses of a batch (batch.json). */
export async function saveForKeras({ trainer }: Networks, batch: Dataset, folder: string): Promise<void> {
  const inputs = toInputs(batch);
  const costs = trainer.predict(inputs, { batchSize: batch.labels.length }) as tf.Tensor;
  const [frames, yTrue, inputLength, labelLength] = inputs.map((input) => input.arraySync());
  mkdirSync(folder, { recursive: true });
  await trainer.save(`file://${resolve(folder)}`);
  const content = { frames, yTrue, inputLength, labelLength, costs: costs.arraySync() };
  writeFileSync(join(folder, 'batch.json'), JSON.stringify(content));
  for (const tensor of [costs, ...inputs]) tensor.dispose();
  console.log(`Saved: ${folder}; try it: python3 examples/keras-port/compare_with_keras.py ${folder}`);
}
