import fc from 'fast-check';
import { align, type BatchOptions, beamSearchDecode, ctcLossSync, type LabelledBatch } from '../../../lib';
import { allAlignments, allSequences, readPath, tablesOf } from '../../support/decoding';

const RUNS = { numRuns: 200 };

/** Some scores at the ends of their range, so that classes and whole frames are impossible. */
const SCORES = {
  logits: fc.oneof({ weight: 9, arbitrary: fc.double({ min: -4, max: 4, noNaN: true }) }, fc.constant(-Infinity)),
  logProbs: fc.oneof({ weight: 9, arbitrary: fc.double({ min: -5, max: 0.5, noNaN: true }) }, fc.constant(-Infinity)),
  probs: fc.oneof({ weight: 9, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) }, fc.constant(0)),
};

/** Samples so small that every path can be looked at. */
const batches: fc.Arbitrary<BatchOptions> = fc
  .record({
    input: fc.constantFrom('logits' as const, 'logProbs' as const, 'probs' as const),
    batch: fc.integer({ min: 1, max: 3 }),
    time: fc.integer({ min: 0, max: 5 }),
    classes: fc.integer({ min: 1, max: 4 }),
    mergeRepeated: fc.boolean(),
  })
  .chain(({ input, batch, time, classes, mergeRepeated }) => {
    const size = batch * time * classes;
    return fc.record({
      [input]: fc
        .array(SCORES[input], { minLength: size, maxLength: size })
        .map((scores) => Float32Array.from(scores, (score, i) => (i % classes === 0 && score < -9 ? 0 : score))),
      shape: fc.constant([batch, time, classes] as [number, number, number]),
      inputLengths: fc.array(fc.nat({ max: time }), { minLength: batch, maxLength: batch }),
      blank: fc.integer({ min: -classes, max: classes - 1 }),
      mergeRepeated: fc.constant(mergeRepeated),
    }) as unknown as fc.Arbitrary<BatchOptions>;
  });

test('a beam wide enough finds every label sequence with its probability', () => {
  fc.assert(
    fc.property(batches, (request) => {
      const expected = tablesOf(request).map(allSequences);
      const found = beamSearchDecode({ ...request, beamWidth: 2000, topPaths: 2000 });
      for (const [sample, sequences] of expected.entries()) {
        const paths = found[sample]!.filter(({ logProb }) => logProb > -Infinity);
        expect(paths).toHaveLength(sequences.length);
        const probabilities = new Map(paths.map(({ labels, logProb }) => [labels.join(), logProb]));
        for (const { labels, logProb } of sequences) expect(probabilities.get(labels.join())).toBeCloseTo(logProb, 4);
        const logProbs = paths.map(({ logProb }) => logProb);
        expect(logProbs).toEqual([...logProbs].sort((one, other) => other - one));
      }
    }),
    RUNS,
  );
});

test('topPaths and threads do not change the paths', () => {
  fc.assert(
    fc.property(batches, fc.integer({ min: 1, max: 6 }), (request, width) => {
      const all = beamSearchDecode({ ...request, beamWidth: width, topPaths: width });
      const best = beamSearchDecode({ ...request, beamWidth: width });
      expect(best).toEqual(all.map((paths) => paths.slice(0, 1)));
      expect(beamSearchDecode({ ...request, beamWidth: width, threads: 3 })).toEqual(best);
    }),
    RUNS,
  );
});

test('timesteps are those of the alignment of the labels', () => {
  fc.assert(
    fc.property(batches, (request) => {
      for (const [sample, paths] of beamSearchDecode({ ...request, beamWidth: 50, topPaths: 5 }).entries()) {
        for (const { labels, timesteps, logProb } of paths) {
          const all = Array.from({ length: request.shape[0] }, (_, other) => (other === sample ? labels : []));
          const alignment = align({ ...request, labels: all })[sample]!;
          expect([...timesteps]).toEqual(logProb === -Infinity ? [] : alignment.spans.map(({ start }) => start));
        }
      }
    }),
    RUNS,
  );
});

test('an alignment is the most probable of all paths that spell the labels', () => {
  fc.assert(
    fc.property(
      batches,
      fc.array(fc.array(fc.nat({ max: 2 }), { maxLength: 4 }), { minLength: 3 }),
      (request, rows) => {
        const [batch, , classes] = request.shape;
        const blank = request.blank! < 0 ? request.blank! + classes : request.blank!;
        const labels = rows.slice(0, batch).map((row) => row.filter((label) => label !== blank && label < classes));
        const alignments = align({ ...request, labels });
        for (const [sample, table] of tablesOf(request).entries()) {
          const [best] = allAlignments(table, labels[sample]!);
          const { path, logProb, spans } = alignments[sample]!;
          if (best === undefined) {
            expect({ path: [...path], logProb, spans }).toEqual({ path: [], logProb: -Infinity, spans: [] });
            continue;
          }
          expect(logProb).toBeCloseTo(best.logProb, 4);
          const sum = path.reduce((total, label, frame) => total + table.logProbs[frame]![label]!, 0);
          expect(sum).toBeCloseTo(logProb, 4);
          expect(spans.map(({ label }) => label)).toEqual(labels[sample]);
          expect(readPath([...path], table)).toEqual({
            labels: labels[sample],
            timesteps: spans.map(({ start }) => start),
          });
          for (const { label, start, end, score } of spans) {
            const scores = table.logProbs.slice(start, end).map((row) => row[label]!);
            expect(score).toBeCloseTo(scores.reduce((one, other) => one + other, 0) / (end - start), 4);
            expect([...path.slice(start, end)].every((each) => each === label)).toBe(true);
          }
        }
      },
    ),
    RUNS,
  );
});

test('the probability of a sequence agrees with its loss', () => {
  const request: LabelledBatch = {
    logits: Float32Array.from({ length: 20 * 5 }, (_, i) => 6 * Math.sin(i * i)),
    shape: [1, 20, 5],
    labels: [],
  };
  for (const { labels, logProb } of beamSearchDecode({ ...omitLabels(request), beamWidth: 3000, topPaths: 5 })[0]!) {
    const loss = ctcLossSync({ ...request, labels: [labels], gradient: false }).losses[0]!;
    expect(logProb).toBeLessThanOrEqual(-loss + 1e-5);
    expect(logProb).toBeGreaterThan(-loss - 1e-3);
  }
});

function omitLabels({ labels: _, ...request }: LabelledBatch): BatchOptions {
  return request;
}
