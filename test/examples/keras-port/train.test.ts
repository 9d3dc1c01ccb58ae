import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { withTf } from 'ctc-native/tfjs';
import { CLASSES, FEATURES, FRAMES, MAX_LABELS, makeDataset, toInputs } from '../../../examples/keras-port/data';
import { root } from '../../support/root';

jest.setTimeout(120_000);

describe('the data', () => {
  const { frames, labels, inputLengths } = makeDataset(500, 3);

  test('fit their frames, have every length, and contain repeats', () => {
    expect(frames).toHaveLength(500 * FRAMES * FEATURES);
    expect(new Set(labels.map(({ length }) => length))).toEqual(new Set([1, 2, 3, 4, 5, MAX_LABELS]));
    labels.forEach((row, sample) => {
      const repeats = row.filter((label, position) => label === row[position - 1]).length;
      expect(inputLengths[sample]).toBeGreaterThanOrEqual(row.length + repeats);
      expect(inputLengths[sample]).toBeLessThanOrEqual(FRAMES);
      expect(row.every((label) => label >= 0 && label < CLASSES - 1)).toBe(true);
    });
    const repeats = labels.flatMap((row) => row.filter((label, position) => label === row[position - 1]));
    expect(repeats.length).toBeGreaterThan(100);
  });

  test('depend only on the seed and convert to the inputs of the model', () => {
    expect(makeDataset(500, 3)).toEqual({ frames, labels, inputLengths });
    expect(makeDataset(500, 4).labels).not.toEqual(labels);
    const inputs = toInputs({ frames, labels, inputLengths });
    expect(inputs.map(({ shape }) => shape)).toEqual([
      [500, FRAMES, FEATURES],
      [500, MAX_LABELS],
      [500, 1],
      [500, 1],
    ]);
    tf.dispose(inputs);
  });
});

const PRELOAD = resolve(root, 'scripts/node-util-for-tfjs.cjs');

/** Runs the example like `npm run keras-port -- ...parameters`, without set-up. */
function runExample(...parameters: readonly string[]) {
  const main = resolve(root, 'build/examples/keras-port/main.js');
  return spawnSync(process.execPath, ['--require', PRELOAD, main, ...parameters], { cwd: root, encoding: 'utf8' });
}

test('a short training reduces loss and label error rate on held-out samples and saves a batch', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ctc-keras-port-'));
  const { status, stdout, stderr } = runExample('--samples', '400', '--epochs', '4', '--save', folder);
  // Compared only on failure: newer versions of Node.js print deprecations of what TensorFlow.js calls.
  expect({ status, error: status === 0 ? '' : stderr }).toEqual({ status: 0, error: '' });
  const printed = (when: string) => {
    const [, loss, rate] = new RegExp(`^${when}: loss ([\\d.]+), label error rate ([\\d.]+) %$`, 'm').exec(stdout)!;
    return { loss: Number(loss), labelErrorRate: Number(rate) };
  };
  // After so few batches the moving averages of batch normalisation lag; the training loss shows the progress.
  const trainingLosses = [...stdout.matchAll(/ loss=([\d.e-]+)/g)].map(([, loss]) => Number(loss));
  expect(trainingLosses).toHaveLength(4);
  expect(trainingLosses[3]).toBeLessThan(trainingLosses[0]! / 4);
  expect(printed('After').loss).toBeLessThan(printed('Before').loss);
  expect(printed('After').labelErrorRate).toBeLessThan(0.9 * printed('Before').labelErrorRate);
  expect(stdout).toMatch(/^Epoch 4 \/ 4$/m);

  // Registers the class of the layer.
  withTf(tf);
  const model = await tf.loadLayersModel(`file://${folder}/model.json`);
  const batch = JSON.parse(readFileSync(join(folder, 'batch.json'), 'utf8'));
  const inputs = [batch.frames, batch.yTrue, batch.inputLength, batch.labelLength].map((each) => tf.tensor(each));
  expect((model.predict(inputs, { batchSize: 100 }) as tf.Tensor).arraySync()).toEqual(batch.costs);
  rmSync(folder, { recursive: true });
});

test('an invalid number of epochs is a usage error', () => {
  const { status, stderr } = runExample('--epochs', '0');
  expect(status).toBe(2);
  expect(stderr).toContain('Expected an integer, 1 or greater.');
});
