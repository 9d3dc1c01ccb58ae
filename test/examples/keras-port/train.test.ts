import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { withTf } from 'ctc-native/tfjs';
import { CLASSES, FEATURES, FRAMES, MOST_LABELS, makeDataset, toInputs } from '../../../examples/keras-port/data';
import { root } from '../../support/root';

jest.setTimeout(120_000);

describe('the data', () => {
  const { frames, labels, inputLengths } = makeDataset(500, 3);

  test('are texts that fit their frames, of every length, with repeats', () => {
    expect(frames).toHaveLength(500 * FRAMES * FEATURES);
    expect(new Set(labels.map((text) => text.length))).toEqual(new Set([1, 2, 3, 4, 5, MOST_LABELS]));
    labels.forEach((text, sample) => {
      const repeats = text.filter((label, position) => label === text[position - 1]).length;
      expect(inputLengths[sample]).toBeGreaterThanOrEqual(text.length + repeats);
      expect(inputLengths[sample]).toBeLessThanOrEqual(FRAMES);
      expect(text.every((label) => label >= 0 && label < CLASSES - 1)).toBe(true);
    });
    const repeats = labels.flatMap((text) => text.filter((label, position) => label === text[position - 1]));
    expect(repeats.length).toBeGreaterThan(100);
  });

  test('depend on the seed alone, and become the inputs of the model', () => {
    expect(makeDataset(500, 3)).toEqual({ frames, labels, inputLengths });
    expect(makeDataset(500, 4).labels).not.toEqual(labels);
    const inputs = toInputs({ frames, labels, inputLengths });
    expect(inputs.map(({ shape }) => shape)).toEqual([
      [500, FRAMES, FEATURES],
      [500, MOST_LABELS],
      [500, 1],
      [500, 1],
    ]);
    tf.dispose(inputs);
  });
});

const PRELOAD = resolve(root, 'scripts/node-util-for-tfjs.cjs');

/** Runs the example to its end, as `npm run keras-port -- ...parameters` does after set-up. */
function runExample(...parameters: readonly string[]) {
  const main = resolve(root, 'build/examples/keras-port/main.js');
  return spawnSync(process.execPath, ['--require', PRELOAD, main, ...parameters], { cwd: root, encoding: 'utf8' });
}

test('a short training lowers loss and label error rate on samples it has not seen, and is saved with a batch', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ctc-keras-port-'));
  const { status, stdout, stderr } = runExample('--samples', '400', '--epochs', '4', '--save', folder);
  // Newer versions of Node.js deprecate what TensorFlow.js calls, and say so on stderr.
  expect({ status, because: status === 0 ? '' : stderr }).toEqual({ status: 0, because: '' });
  const said = (when: string) => {
    const [, loss, rate] = new RegExp(`^${when}: loss ([\\d.]+), label error rate ([\\d.]+) %$`, 'm').exec(stdout)!;
    return { loss: Number(loss), labelErrorRate: Number(rate) };
  };
  // So few batches leave the averages of the batch norms far behind; what they are trained on shows the progress.
  const trainingLosses = [...stdout.matchAll(/ loss=([\d.e-]+)/g)].map(([, loss]) => Number(loss));
  expect(trainingLosses).toHaveLength(4);
  expect(trainingLosses[3]).toBeLessThan(trainingLosses[0]! / 4);
  expect(said('After').loss).toBeLessThan(said('Before').loss);
  expect(said('After').labelErrorRate).toBeLessThan(0.9 * said('Before').labelErrorRate);
  expect(stdout).toMatch(/^Epoch 4 \/ 4$/m);

  // Its class is known once withTf was called.
  withTf(tf);
  const model = await tf.loadLayersModel(`file://${folder}/model.json`);
  const batch = JSON.parse(readFileSync(join(folder, 'batch.json'), 'utf8'));
  const inputs = [batch.frames, batch.yTrue, batch.inputLength, batch.labelLength].map((each) => tf.tensor(each));
  expect((model.predict(inputs, { batchSize: 100 }) as tf.Tensor).arraySync()).toEqual(batch.costs);
  rmSync(folder, { recursive: true });
});

test('a number of epochs that is none is a usage error', () => {
  const { status, stderr } = runExample('--epochs', '0');
  expect(status).toBe(2);
  expect(stderr).toContain('It must be a whole number, 1 or more.');
});
