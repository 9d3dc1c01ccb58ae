import { runInNewContext } from 'node:vm';
import { ctcLoss, ctcLossSync } from '../../../lib';
import { bitsOf, randomBatch } from '../../support/random-batch';
import { errorOf } from '../../support/refusals';
import { resizableBuffer } from '../../support/resizable-buffer';

const { logits, shape, labels, inputLengths } = randomBatch(8, 2, 9, 5);
const expected = ctcLossSync({ logits, shape, labels, inputLengths });
const size = logits.length;

describe.each([
  ['synchronous', async (request: Parameters<typeof ctcLoss>[0]) => ctcLossSync(request)],
  ['asynchronous', ctcLoss],
])('the %s call takes', (_, run) => {
  test('views into larger buffers', async () => {
    const around = new Float32Array(size + 5).fill(Number.NaN);
    around.set(logits, 3);
    const spokenAround = Int32Array.from([99, ...labels[0]!, 99]);
    const lengthsAround = Int32Array.from([99, ...inputLengths]);
    const { gradient } = await run({
      logits: around.subarray(3, 3 + size),
      shape,
      labels: [spokenAround.subarray(1, -1), labels[1]!],
      inputLengths: lengthsAround.subarray(1),
    });
    expect(bitsOf(gradient)).toEqual(bitsOf(expected.gradient));
  });

  test('arrays on a SharedArrayBuffer, the gradient on the same one', async () => {
    const memory = new SharedArrayBuffer(8 * size + 4);
    const shared = new Float32Array(memory, 4, size);
    shared.set(logits);
    const gradient = new Float32Array(memory, 4 + 4 * size, size);
    const sharedLengths = new Int32Array(new SharedArrayBuffer(8));
    sharedLengths.set(inputLengths);
    const result = await run({ logits: shared, shape, labels, inputLengths: sharedLengths, gradient });
    expect(result.gradient).toBe(gradient);
    expect(bitsOf(Float32Array.from(gradient))).toEqual(bitsOf(expected.gradient));
  });

  test('arrays of another realm', async () => {
    const foreign = runInNewContext(
      `({
        logits: Float32Array.from(logits), shape: Array.from(shape), gradient: new Float32Array(logits.length),
        labels: Array.from(labels, (row) => Int32Array.from(row)), inputLengths: Array.from(inputLengths),
      })`,
      { logits: Array.from(logits), shape, labels, inputLengths },
    );
    expect(foreign.logits).not.toBeInstanceOf(Float32Array);
    const { gradient } = await run(foreign);
    expect(bitsOf(Float32Array.from(gradient!))).toEqual(bitsOf(expected.gradient));
  });

  test('a subclass whose length lies', async () => {
    class Liar extends Float32Array {
      override get length() {
        return 1e9;
      }
    }
    const { gradient } = await run({ logits: new Liar(logits.slice().buffer), shape, labels, inputLengths });
    expect(bitsOf(gradient)).toEqual(bitsOf(expected.gradient));
  });

  test('arrays that follow the length of a resizable buffer', async () => {
    const resizable = resizableBuffer(0, 8 * size);
    const following = new Float32Array(resizable);
    resizable.resize(4 * size);
    following.set(logits);
    const { gradient } = await run({ logits: following, shape, labels, inputLengths });
    expect(bitsOf(gradient)).toEqual(bitsOf(expected.gradient));
  });

  test('no array that a buffer has shrunk away from', async () => {
    const resizable = resizableBuffer(4 * size, 8 * size);
    const fixed = new Float32Array(resizable, 0, size);
    resizable.resize(8);
    await expect(async () => run({ logits: fixed, shape, labels, inputLengths })).rejects.toMatchObject({
      code: 'ERR_CTC_SIZE',
      argument: 'logits',
      message: `logits has 0 elements: shape [2, 9, 5] has ${size}`,
    });
  });

  test('no array that has been detached', async () => {
    const gone = logits.slice();
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    await expect(async () => run({ logits: gone, shape, labels, inputLengths })).rejects.toMatchObject({
      code: 'ERR_CTC_DETACHED',
      argument: 'logits',
      message: 'logits is detached: its memory was transferred elsewhere',
    });
    await expect(async () => run({ logits, shape, labels, inputLengths, gradient: gone })).rejects.toMatchObject({
      code: 'ERR_CTC_DETACHED',
      argument: 'gradient',
    });
  });

  test.each<[string, (gone: Int32Array) => object]>([
    ['inputLengths', (gone) => ({ inputLengths: gone })],
    ['labelLengths', (gone) => ({ labelLengths: gone })],
    ['labels', (gone) => ({ labels: gone, labelLengths: [1, 1, 1] })],
    ['labels[1]', (gone) => ({ labels: labels.map((row, sample) => (sample === 1 ? gone : row)) })],
  ])('no whole numbers that have been detached: %s', async (where, change) => {
    const gone = new Int32Array(3);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    await expect(async () => run({ logits, shape, labels, inputLengths, ...change(gone) })).rejects.toMatchObject({
      code: 'ERR_CTC_DETACHED',
      argument: where.replace('[1]', ''),
      message: `${where} is detached: its memory was transferred elsewhere`,
    });
  });

  test('an empty detached array where an empty one is due', async () => {
    const gone = new Float32Array(8);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    const { losses } = await run({ logits: gone, shape: [1, 0, 3], labels: [[]] });
    expect(Array.from(losses)).toEqual([0]);
  });

  test.each([
    ['the same array', 0],
    ['one that ends in the other', -4],
    ['one that begins in the other', 4 * (size - 1)],
  ])('no gradient that overlaps the logits: %s', async (_name, offset) => {
    const memory = new ArrayBuffer(12 * size);
    const input = new Float32Array(memory, 4 * size, size);
    input.set(logits);
    const gradient = new Float32Array(memory, 4 * size + offset, size);
    await expect(async () => run({ logits: input, shape, labels, inputLengths, gradient })).rejects.toMatchObject({
      code: 'ERR_CTC_OVERLAP',
      argument: 'gradient',
      message: 'gradient shares memory with logits: expected a separate array',
    });
    expect(bitsOf(input)).toEqual(bitsOf(logits));
  });

  test.each([4 * size, -4 * size])('a gradient %i bytes from the logits in the same buffer', async (offset) => {
    const memory = new ArrayBuffer(12 * size);
    const input = new Float32Array(memory, 4 * size, size);
    input.set(logits);
    const gradient = new Float32Array(memory, 4 * size + offset, size);
    await run({ logits: input, shape, labels, inputLengths, gradient });
    expect(bitsOf(gradient)).toEqual(bitsOf(expected.gradient));
  });
});

test('the native side refuses memory that two SharedArrayBuffer objects share', async () => {
  const memory = new SharedArrayBuffer(4 * size);
  const other = structuredClone(memory);
  const gradient = new Float32Array(other);
  const input = new Float32Array(memory);
  input.set(logits);
  expect(gradient.buffer).not.toBe(input.buffer);
  expect(gradient[0]).toBe(logits[0]);
  const error = errorOf(() => ctcLossSync({ logits: input, shape, labels, inputLengths, gradient }));
  expect(error).toMatchObject({ code: 'ERR_CTC_OVERLAP', argument: 'gradient' });
});

test('labels, lengths and logits may change as soon as the asynchronous call has returned', async () => {
  const request = {
    logits: logits.slice(),
    shape: [...shape] as [number, number, number],
    labels: labels.map((row) => Int32Array.from(row)),
    inputLengths: Int32Array.from(inputLengths),
  };
  const result = ctcLoss(request);
  request.logits.fill(Number.NaN);
  request.shape.fill(1e6);
  for (const row of request.labels) row.fill(1e9);
  request.inputLengths.fill(1e9);
  expect(bitsOf((await result).gradient)).toEqual(bitsOf(expected.gradient));
});

test('a gradient array that is detached before the call settles makes it reject', async () => {
  const gradient = new Float32Array(size);
  const result = ctcLoss({ logits, shape, labels, inputLengths, gradient });
  structuredClone(gradient.buffer, { transfer: [gradient.buffer] });
  await expect(result).rejects.toMatchObject({
    name: 'CtcError',
    code: 'ERR_CTC_DETACHED',
    argument: 'gradient',
    message: 'gradient was detached or resized while the loss was computed',
  });
});
