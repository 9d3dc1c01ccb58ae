import { type BatchOptions, greedyDecode, greedyDecodeAsync } from '../../../lib';
import { inputsOfEachKind, readPath, tablesOf } from '../../support/decoding';
import { timeMajor } from '../../support/random-batch';
import { errorOf } from '../../support/refusals';

/** Best path decoding as the paper has it. */
function bestPaths(request: BatchOptions) {
  return tablesOf(request).map((table) => {
    const path = table.logProbs.map((row) => row.indexOf(Math.max(...row)));
    const logProb = path.reduce((sum, label, frame) => sum + table.logProbs[frame]![label]!, 0);
    return { ...readPath(path, table), logProb };
  });
}

const plain = (paths: ReturnType<typeof greedyDecode>) =>
  paths.map(({ labels, timesteps, logProb }) => ({
    labels: [...labels],
    timesteps: [...timesteps],
    logProb: expect.closeTo(logProb, 4),
  }));

describe.each([
  [3, 0],
  [29, -1],
  [70, 5],
])('%i classes, blank %i', (classes, blank) => {
  test.each(inputsOfEachKind(classes, 4, 40, classes, blank))('%s are decoded as defined', (_, request) => {
    for (const mergeRepeated of [true, false]) {
      const expected = bestPaths({ ...request, mergeRepeated });
      expect(expected).toEqual(plain(greedyDecode({ ...request, mergeRepeated })));
      expect(expected.some(({ labels }) => labels.length > 0)).toBe(true);
    }
  });
});

const [, request] = inputsOfEachKind(7, 5, 300, 29)[0]!;

test('the result does not depend on threads, layout or the rest of the batch', () => {
  const expected = greedyDecode({ ...request, threads: 1 });
  const [batch, time, classes] = request.shape;
  expect(greedyDecode({ ...request, threads: 4 })).toEqual(expected);
  const logits = timeMajor({ logits: request.logits!, shape: [batch, time, classes] });
  expect(greedyDecode({ ...request, logits, layout: 'TBC', shape: [time, batch, classes] })).toEqual(expected);
  const alone = request.logits!.subarray(2 * time * classes, 3 * time * classes);
  const inputLengths = [request.inputLengths![2]!];
  expect(greedyDecode({ logits: alone, shape: [1, time, classes], inputLengths })).toEqual([expected[2]]);
});

test('the asynchronous call gives the same result, even if the scores change meanwhile', async () => {
  const logits = request.logits!.slice();
  const promise = greedyDecodeAsync({ ...request, logits });
  logits.fill(Number.NaN);
  expect(await promise).toEqual(greedyDecode(request));
});

test('an aborted call rejects with the abort reason', async () => {
  const reason = new Error('enough');
  await expect(greedyDecodeAsync(request, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const controller = new AbortController();
  const promise = greedyDecodeAsync(request, { signal: controller.signal });
  controller.abort(reason);
  await expect(promise).rejects.toBe(reason);
});

test('the lowest of equally probable classes wins', () => {
  expect([...greedyDecode({ logits: new Float32Array(6), shape: [1, 2, 3], blank: 2 })[0]!.labels]).toEqual([0]);
});

test.each([
  ['no samples', { logits: new Float32Array(0), shape: [0, 3, 2] }, []],
  ['no frames', { logits: new Float32Array(0), shape: [1, 0, 2] }, [{ labels: [], timesteps: [], logProb: 0 }]],
  ['one class', { logits: new Float32Array(3), shape: [1, 3, 1] }, [{ labels: [], timesteps: [], logProb: -0 }]],
])('%s', (_, edge, expected) => {
  const paths = greedyDecode(edge as unknown as BatchOptions);
  expect(
    paths.map(({ labels, timesteps, logProb }) => ({
      labels: [...labels],
      timesteps: [...timesteps],
      logProb: logProb + 0,
    })),
  ).toEqual(expected.map((path) => ({ ...path, logProb: 0 })));
});

test('NaN leaves its own sample without labels, and no other', () => {
  const [batch, time, classes] = request.shape;
  const logits = request.logits!.slice();
  logits[(1 * time + 3) * classes + 4] = Number.NaN;
  logits[(2 * time + request.inputLengths![2]!) * classes] = Number.NaN; // padding, if there is any
  const expected = greedyDecode(request);
  const paths = greedyDecode({ ...request, logits });
  expect(batch).toBe(5);
  expect(request.inputLengths![2]!).toBeLessThan(time);
  expect(paths[1]).toEqual({ labels: Int32Array.of(), timesteps: Int32Array.of(), logProb: Number.NaN });
  const others = (all: typeof paths) => all.filter((_, sample) => sample !== 1);
  expect(others(paths)).toEqual(others(expected));
});

test.each([
  ['labels is not an option', { ...request, labels: [[1]] }],
  ['threads is 0: expected a whole number from 1 to 1024', { ...request, threads: 0 }],
  ['scores are missing', { shape: [1, 2, 3] }],
  ['logits has 43500 elements: shape [5, 300, 30] has 45000', { ...request, shape: [5, 300, 30] }],
  [
    'inputLengths[1] is 301: expected a number of frames from 0 to 300',
    { ...request, inputLengths: [1, 301, 1, 1, 1] },
  ],
  ['request is null: expected an object', null],
])('refuses: %s', async (message, wrong) => {
  expect(errorOf(() => greedyDecode(wrong as BatchOptions)).message).toContain(message);
  await expect(greedyDecodeAsync(wrong as BatchOptions)).rejects.toMatchObject({
    name: 'CtcError',
    message: expect.stringContaining(message),
  });
});
