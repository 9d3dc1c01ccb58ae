import fc from 'fast-check';
import { batchesOf, requestOf } from '../../../../lib/cli/score-files/batches';
import type { Utterance } from '../../../../lib/cli/score-files/utterance';

const utterance = (frames: number, classes: number, data = new Float32Array(0)): Utterance => ({
  ...{ place: '', identity: { scores: '' }, labels: [], data },
  ...{ frames, classes },
});

const paddedSize = (batch: readonly Utterance[]) =>
  batch.length * Math.max(...batch.map(({ frames }) => frames)) * batch[0]!.classes;

test('every utterance is in one batch; batches have one number of classes, stay within the budget and are at most half padding', () => {
  const lengths = fc.array(fc.tuple(fc.integer({ max: 400, min: 0 }), fc.integer({ max: 3, min: 1 })), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1, max: 5000 }), (sizes, maxScores) => {
      const utterances = sizes.map(([frames, classes]) => utterance(frames, classes));
      const batches = batchesOf(utterances, maxScores);
      expect(batches.flat()).toHaveLength(utterances.length);
      expect(new Set(batches.flat())).toEqual(new Set(utterances));
      for (const batch of batches) {
        expect(new Set(batch.map(({ classes }) => classes)).size).toBe(1);
        if (batch.length > 1) expect(paddedSize(batch)).toBeLessThanOrEqual(maxScores);
        const used = batch.reduce((sum, { frames, classes }) => sum + frames * classes, 0);
        expect(2 * used).toBeGreaterThanOrEqual(paddedSize(batch));
      }
    }),
  );
});

test('a long file does not pad the short ones, which would take 95 GB', () => {
  const short = Array.from({ length: 32 }, () => utterance(100, 8000));
  const batches = batchesOf([...short, utterance(90_000, 8000)]);
  expect(batches.map((batch) => [batch.length, batch[0]!.frames])).toEqual([
    [1, 90_000],
    [32, 100],
  ]);
});

test('a request contains the valid frames, padded with zeros', () => {
  const long = utterance(2, 2, Float32Array.of(1, 2, 3, 4, 5, 6));
  const short = utterance(1, 2, Float32Array.of(7, 8));
  expect(requestOf([long, short], 'logits')).toEqual({
    logits: Float32Array.of(1, 2, 3, 4, 7, 8, 0, 0),
    shape: [2, 2, 2],
    inputLengths: [2, 1],
    labels: [[], []],
  });
  // A single utterance is not copied.
  expect((requestOf([long], 'probs').probs as Float32Array).buffer).toBe(long.data.buffer);
});
