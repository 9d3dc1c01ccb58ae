import { align, alignAsync, type LabelledBatch } from '../../../lib';
import { randomBatch, timeMajor } from '../../support/random-batch';
import { errorOf } from '../../support/refusals';

const request: LabelledBatch = randomBatch(11, 4, 50, 9);
const [batch, time, classes] = request.shape;

test('threads, layout and batch do not change the result', () => {
  const expected = align({ ...request, threads: 1 });
  expect(align({ ...request, threads: 4 })).toEqual(expected);
  const logits = timeMajor({ logits: request.logits!, shape: [batch, time, classes] });
  expect(align({ ...request, logits, layout: 'TBC', shape: [time, batch, classes] })).toEqual(expected);
  const alone: LabelledBatch = {
    logits: request.logits!.subarray(2 * time * classes, 3 * time * classes),
    shape: [1, time, classes],
    inputLengths: [request.inputLengths![2]!],
    labels: [(request.labels as number[][])[2]!],
  };
  expect(align(alone)).toEqual([expected[2]]);
});

test('alignAsync gives the same result, even if the scores change meanwhile', async () => {
  const logits = request.logits!.slice();
  const promise = alignAsync({ ...request, logits });
  logits.fill(Number.NaN);
  expect(await promise).toEqual(align(request));
});

test('an aborted call rejects with the reason', async () => {
  const reason = new Error('enough');
  await expect(alignAsync(request, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

test('padded and collapsed labels align like plain ones', () => {
  const logits = new Float32Array(30);
  const expected = align({ logits, shape: [2, 5, 3], labels: [[1, 2], [2]] });
  expect(align({ logits, shape: [2, 5, 3], labels: [1, 2, 2, -1], labelPadding: -1 })).toEqual(expected);
  expect(align({ logits, shape: [2, 5, 3], labels: [[1, 2, 2], [2]], collapseRepeatedLabels: true })).toEqual(expected);
});

test('among equally probable alignments, labels start late and last to the end', () => {
  const even = { logits: new Float32Array(8), shape: [1, 4, 2] } as const;
  expect([...align({ ...even, labels: [[1]] })[0]!.path]).toEqual([1, 1, 1, 1]);
  expect([...align({ ...even, labels: [[1, 1]] })[0]!.path]).toEqual([1, 0, 1, 1]);
});

test('infeasible, NaN and empty samples', () => {
  const logits = new Float32Array(5 * 3 * 2);
  logits[3 * 2] = Number.NaN; // the first frame of sample 1
  const alignments = align({
    logits,
    shape: [5, 3, 2],
    labels: [[1, 1, 1], [1], [], [], [1]],
    inputLengths: [3, 3, 3, 0, 0],
  });
  expect(alignments.map(({ path, logProb, spans }) => [[...path], logProb, spans])).toEqual([
    [[], -Infinity, []],
    [[], Number.NaN, []],
    [[0, 0, 0], expect.closeTo(3 * Math.log(0.5), 6), []],
    [[], 0, []],
    [[], -Infinity, []],
  ]);
});

test('without merging, equal labels need no blank between', () => {
  const [alignment] = align({
    logits: new Float32Array(6),
    shape: [1, 3, 2],
    labels: [[1, 1, 1]],
    mergeRepeated: false,
  });
  expect([...alignment!.path]).toEqual([1, 1, 1]);
  expect(alignment!.spans.map(({ start, end }) => [start, end])).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
  ]);
});

test.each([
  ['labels is missing', { labels: undefined }],
  ['labels[1][0] is 9: classes run from 0 to 8 and 0 is the blank', { labels: [[], [9], [], []] }],
  ['reduction is not an option: the options are logits, logProbs, ', { reduction: 'sum' }],
  ['gradient is not an option: the options are logits, logProbs, ', { gradient: false }],
])('rejects: %s', async (message, wrong) => {
  const spoilt = { ...request, ...wrong } as LabelledBatch;
  expect(errorOf(() => align(spoilt)).message).toContain(message);
  await expect(alignAsync(spoilt)).rejects.toMatchObject({ message: expect.stringContaining(message) });
});
