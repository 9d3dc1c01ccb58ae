import { type BeamSearchRequest, beamSearchDecode, beamSearchDecodeAsync } from '../../../lib';
import { inputsOfEachKind } from '../../support/decoding';
import { timeMajor } from '../../support/random-batch';
import { errorOf } from '../../support/refusals';

const [, request] = inputsOfEachKind(3, 4, 60, 12)[0]!;
const [batch, time, classes] = request.shape;

test('the result does not depend on threads, layout or the rest of the batch', () => {
  const options = { ...request, beamWidth: 15, topPaths: 4 };
  const expected = beamSearchDecode({ ...options, threads: 1 });
  expect(beamSearchDecode({ ...options, threads: 4 })).toEqual(expected);
  const logits = timeMajor({ logits: request.logits!, shape: [batch, time, classes] });
  expect(beamSearchDecode({ ...options, logits, layout: 'TBC', shape: [time, batch, classes] })).toEqual(expected);
  const alone = request.logits!.subarray(2 * time * classes, 3 * time * classes);
  const inputLengths = [request.inputLengths![2]!];
  expect(beamSearchDecode({ ...options, logits: alone, shape: [1, time, classes], inputLengths })).toEqual([
    expected[2],
  ]);
});

test('a wider beam finds no worse path', () => {
  const best = [1, 4, 16, 64].map((beamWidth) => beamSearchDecode({ ...request, beamWidth })[0]![0]!.logProb);
  expect(best).toEqual([...best].sort((one, other) => one - other));
  expect(best[3]).toBeGreaterThan(best[0]!);
});

test('the asynchronous call gives the same result, even if the scores change meanwhile', async () => {
  const logits = request.logits!.slice();
  const promise = beamSearchDecodeAsync({ ...request, logits, topPaths: 3 });
  logits.fill(Number.NaN);
  expect(await promise).toEqual(beamSearchDecode({ ...request, topPaths: 3 }));
});

test('an aborted call rejects with the abort reason', async () => {
  const controller = new AbortController();
  const promise = beamSearchDecodeAsync(request, { signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(promise).rejects.toThrow('enough');
});

test('pruned classes appear in no path', () => {
  const logits = Float32Array.of(0, 3, 2, 1, 0, 2, 3, 1); // two frames of the classes 0 to 3
  const all = (options: object) =>
    beamSearchDecode({ logits, shape: [1, 2, 4], beamWidth: 50, topPaths: 50, ...options })[0]!.map(({ labels }) =>
      labels.join(),
    );
  expect(all({}).sort()).toEqual(['', '1', '1,2', '1,3', '2', '2,1', '2,3', '3', '3,1', '3,2']);
  expect(all({ classesPerFrame: 1 }).sort()).toEqual(['', '1', '1,2', '2']);
  expect(all({ classesPerFrame: 2 }).sort()).toEqual(['', '1', '1,2', '2', '2,1']);
  expect(all({ logProbThreshold: -2 }).sort()).toEqual(['', '1', '1,2', '2', '2,1']);
  expect(all({ logProbThreshold: 0 })).toEqual(['']);
});

test('a class as probable as logProbThreshold extends, one below it does not', () => {
  const request = { logProbs: Float32Array.of(-0.5, -2, -2.125), shape: [1, 1, 3], topPaths: 3 } as const;
  const labels = beamSearchDecode({ ...request, logProbThreshold: -2 })[0]!.map((path) => path.labels.join());
  expect(labels).toEqual(['', '1']);
});

test('a prefix that has become impossible leaves its place in the beam to an extension', () => {
  const request = { probs: Float32Array.of(0.6, 0.4, 0, 0, 0.5, 0.5), shape: [1, 2, 3], beamWidth: 2 } as const;
  const [paths] = beamSearchDecode({ ...request, topPaths: 2 });
  expect(paths!.map(({ labels, logProb }) => [[...labels], logProb])).toEqual([
    [[1], expect.closeTo(Math.log(0.6 * 0.5 + 0.4 * 0.5), 6)],
    [[2], expect.closeTo(Math.log(0.6 * 0.5), 6)],
  ]);
});

test('ties: carried before new, then the rank of the prefix, of the class, and the lower class', () => {
  const labelsOf = (beamWidth: number, ...probs: number[]) =>
    beamSearchDecode({
      probs: Float32Array.from(probs),
      shape: [1, probs.length / 4, 4],
      beamWidth,
      topPaths: beamWidth,
    })[0]!
      .map(({ labels }) => labels.join())
      .sort();
  expect(labelsOf(2, 0.25, 0.25, 0.25, 0.25)).toEqual(['', '1']);
  expect(labelsOf(1, 0.25, 0.25, 0.25, 0.25)).toEqual(['']);
  expect(labelsOf(1, 0, 0, 0.5, 0.5)).toEqual(['2']);
  // '2,1' and '3,1' tie; '2' ranked before '3'.
  expect(labelsOf(2, 0, 0, 0.5, 0.25, 0, 1, 0, 0)).toEqual(['2,1', '3,1']);
  expect(labelsOf(1, 0, 0, 0.5, 0.5, 0, 1, 0, 0)).toEqual(['2,1']);
  // Of '1' the repeat of class 1 has only its blank's half: as much as class 3, which is less probable.
  expect(labelsOf(2, 0, 1, 0, 0, 0.5, 0.5, 0, 0, 0, 0.5, 0, 0.25)).toEqual(['1', '1,1']);
});

test('samples with no frames, one class, NaN, and nothing possible', () => {
  const paths = (options: object) =>
    beamSearchDecode({ topPaths: 3, ...options } as BeamSearchRequest).map((all) =>
      all.map(({ labels, timesteps, logProb }) => [[...labels], [...timesteps], logProb]),
    );
  expect(paths({ logits: new Float32Array(0), shape: [0, 3, 2] })).toEqual([]);
  expect(paths({ logits: new Float32Array(0), shape: [1, 0, 2] })).toEqual([[[[], [], 0]]]);
  expect(paths({ logits: new Float32Array(3), shape: [1, 3, 1] })).toEqual([[[[], [], 0]]]);
  expect(paths({ probs: Float32Array.of(1, Number.NaN, 0, 1), shape: [2, 1, 2] })).toEqual([
    [[[], [], Number.NaN]],
    [[[1], [0], 0]],
  ]);
  expect(paths({ probs: Float32Array.of(1, 0, 0, 0), shape: [1, 2, 2] })).toEqual([[[[], [], -Infinity]]]);
});

test('probabilities far below the range of floats are distinguished', () => {
  const logProbs = Float32Array.of(-5000, -5001, -4000, -9000);
  const paths = beamSearchDecode({ logProbs, shape: [1, 2, 2], topPaths: 2 })[0]!;
  expect(paths.map(({ labels, logProb }) => [[...labels], logProb])).toEqual([
    [[], -9000],
    [[1], expect.closeTo(-9001, 6)],
  ]);
});

test.each([
  ['beamWidth is 0: expected a whole number from 1 to 1048576', { beamWidth: 0 }],
  ['beamWidth is NaN: expected', { beamWidth: Number.NaN }],
  ['topPaths is 101: expected a whole number from 1 to 100, the beamWidth', { topPaths: 101 }],
  ['classesPerFrame is 0.5: expected a whole number from 1', { classesPerFrame: 0.5 }],
  ['logProbThreshold is "x" (a string): expected a logarithm of a probability', { logProbThreshold: 'x' }],
  ['logProbThreshold is 1: expected a logarithm of a probability, at most 0, such as -5', { logProbThreshold: 1 }],
  ['logProbThreshold is Infinity: expected a logarithm', { logProbThreshold: Number.POSITIVE_INFINITY }],
  ['logProbThreshold is NaN: expected a logarithm', { logProbThreshold: Number.NaN }],
  ['request is a Float32Array of 2: expected one request object, such as { logits, shape }', new Float32Array(2)],
  ['beamwidth is not an option: did you mean beamWidth?', { beamwidth: 3 }],
  ['threads is -1', { threads: -1 }],
])('refuses: %s', async (message, wrong) => {
  const spoilt = (wrong instanceof Float32Array ? wrong : { ...request, ...wrong }) as BeamSearchRequest;
  expect(errorOf(() => beamSearchDecode(spoilt)).message).toContain(message);
  await expect(beamSearchDecodeAsync(spoilt)).rejects.toMatchObject({ message: expect.stringContaining(message) });
});
