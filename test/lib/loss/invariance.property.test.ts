import fc from 'fast-check';
import { ctcLoss, ctcLossSync } from '../../../lib';
import { bitsOf, type RandomBatch, randomBatch, timeMajor } from '../../support/random-batch';

const batches = fc
  .record({
    seed: fc.nat(),
    batch: fc.integer({ min: 1, max: 6 }),
    time: fc.integer({ min: 0, max: 40 }),
    classes: fc.integer({ min: 2, max: 40 }),
    blank: fc.nat(),
  })
  .map(({ seed, batch, time, classes, blank }) => randomBatch(seed, batch, time, classes, blank % classes));

/** One sample of a batch as a batch of one. */
function alone({ logits, shape, labels, inputLengths, blank }: RandomBatch, sample: number): RandomBatch {
  const [, time, classes] = shape;
  return {
    logits: logits.slice(sample * time * classes, (sample + 1) * time * classes),
    shape: [1, time, classes],
    labels: [labels[sample]!],
    inputLengths: [inputLengths[sample]!],
    blank,
  };
}

/** Compares bytes: Jest's comparison of long arrays would take most of the test's time. */
function expectSameBits(one: Float32Array | undefined, other: Float32Array | undefined): void {
  expect(Buffer.compare(Buffer.from(bitsOf(one).buffer), Buffer.from(bitsOf(other).buffer))).toBe(0);
}

test('the layout changes no bit', () => {
  fc.assert(
    fc.property(batches, (batch) => {
      const { logits, shape } = batch;
      const result = ctcLossSync(batch);
      const transposed = ctcLossSync({
        ...batch,
        logits: timeMajor(batch),
        shape: [shape[1], shape[0], shape[2]],
        layout: 'TBC',
      });
      expect(result.gradient).toHaveLength(logits.length);
      expectSameBits(transposed.losses, result.losses);
      expectSameBits(transposed.gradient, timeMajor({ logits: result.gradient!, shape }));
    }),
  );
});

test('the other samples of the batch change no bit', () => {
  fc.assert(
    fc.property(batches, fc.nat(), (batch, choice) => {
      const sample = choice % batch.shape[0];
      const perSample = batch.shape[1] * batch.shape[2];
      const together = ctcLossSync(batch);
      const single = ctcLossSync(alone(batch, sample));
      expectSameBits(single.losses, together.losses.subarray(sample, sample + 1));
      expectSameBits(single.gradient, together.gradient!.subarray(sample * perSample, (sample + 1) * perSample));
    }),
  );
});

test('the number of threads changes no bit', () => {
  fc.assert(
    fc.property(batches, fc.integer({ min: 2, max: 9 }), (batch, threads) => {
      const one = ctcLossSync({ ...batch, threads: 1 });
      const several = ctcLossSync({ ...batch, threads });
      expectSameBits(several.losses, one.losses);
      expectSameBits(several.gradient, one.gradient);
    }),
  );
});

test('the asynchronous call changes no bit', async () => {
  await fc.assert(
    fc.asyncProperty(batches, async (batch) => {
      const result = ctcLossSync(batch);
      const later = await ctcLoss(batch);
      expectSameBits(later.losses, result.losses);
      expectSameBits(later.gradient, result.gradient);
      expect(later.status).toEqual(result.status);
    }),
  );
});

test('the contents of padding change no bit', () => {
  const anything = fc.float({ noDefaultInfinity: false });
  fc.assert(
    fc.property(batches, anything, (batch, value) => {
      const [samples, time, classes] = batch.shape;
      const spoilt = batch.logits.slice();
      for (let sample = 0; sample < samples; sample++) {
        const start = (sample * time + batch.inputLengths[sample]!) * classes;
        spoilt.fill(value, start, (sample + 1) * time * classes);
      }
      const result = ctcLossSync(batch);
      const other = ctcLossSync({ ...batch, logits: spoilt });
      expectSameBits(other.losses, result.losses);
      expectSameBits(other.gradient, result.gradient);
    }),
  );
});

test('the form of the labels changes no bit', () => {
  fc.assert(
    fc.property(batches, fc.integer(), fc.nat({ max: 3 }), (batch, padding, extra) => {
      const { labels } = batch;
      const labelLengths = labels.map((row) => row.length);
      const width = Math.max(...labelLengths) + extra;
      const padded = labels.flatMap((row) => [...row, ...new Array<number>(width - row.length).fill(padding)]);
      const perSample = ctcLossSync(batch);
      for (const form of [{ labels: labels.flat() }, { labels: padded }, { labels: Int32Array.from(padded) }]) {
        expectSameBits(ctcLossSync({ ...batch, ...form, labelLengths }).gradient, perSample.gradient);
      }
    }),
  );
});

test('the loss is the same with and without the gradient', () => {
  fc.assert(
    fc.property(batches, (batch) => {
      const { losses } = ctcLossSync(batch);
      const alone = ctcLossSync({ ...batch, gradient: false }).losses;
      losses.forEach((loss, sample) => {
        expect(Math.abs(alone[sample]! - loss)).toBeLessThanOrEqual(5e-6 + 2e-6 * loss);
      });
    }),
  );
});

test('raising the logits of the labels and the blank lowers the loss, and no loss is below zero', () => {
  fc.assert(
    fc.property(batches, fc.float({ min: 0, max: 50, noNaN: true }), (batch, boost) => {
      const { losses } = ctcLossSync(batch);
      const [, time, classes] = batch.shape;
      const boosted = batch.logits.slice();
      batch.labels.forEach((row, sample) => {
        const wanted = new Set([batch.blank, ...row]);
        for (let frame = 0; frame < time; frame++) {
          for (const label of wanted) boosted[(sample * time + frame) * classes + label]! += boost;
        }
      });
      const better = ctcLossSync({ ...batch, logits: boosted }).losses;
      losses.forEach((loss, sample) => {
        expect(better[sample]).toBeGreaterThanOrEqual(0);
        expect(better[sample]!).toBeLessThanOrEqual(loss + 1e-5 + 1e-5 * loss);
      });
    }),
  );
});
