import { CtcError } from '../../lib';
import { randomBatch } from './random-batch';
import { resizableBuffer } from './resizable-buffer';

const { logits, shape, labels, inputLengths } = randomBatch(8, 2, 9, 5);
/** The valid request that the hostile ones modify. */
export const request = { logits, shape, labels, inputLengths };
const size = logits.length;

class CallerError extends Error {}
const throws = () => {
  throw new CallerError();
};

/** An array whose elements come from a function, called for each read. */
export function answering(length: unknown, element: (index: string) => unknown): readonly number[] {
  return new Proxy([], {
    get: (target, key) =>
      key === 'length'
        ? length
        : typeof key === 'string' && /^\d+$/.test(key)
          ? element(key)
          : Reflect.get(target, key),
  });
}

const transfer = (array: Float32Array) => {
  structuredClone(array.buffer, { transfer: [array.buffer as ArrayBuffer] });
};

/** Requests that change while they are read, lie about their size, or throw. A function makes each, as some work only once. */
export const hostileRequests: [name: string, make: () => unknown][] = [
  [
    'a getter that throws',
    () => ({
      ...request,
      get labels() {
        return throws();
      },
    }),
  ],
  ['an element that throws', () => ({ ...request, labels: [labels[0], answering(2, throws)] })],
  ['a proxy whose every trap throws', () => new Proxy(request, { get: throws, ownKeys: throws })],
  [
    'a revoked proxy for labels',
    () => {
      const { proxy, revoke } = Proxy.revocable([], {});
      revoke();
      return { ...request, labels: proxy };
    },
  ],
  ['labels of a negative length', () => ({ ...request, labels: answering(-1, () => [1]) })],
  ['labels of the length NaN', () => ({ ...request, labels: answering(Number.NaN, () => [1]) })],
  ['labels of the length 2 ** 53', () => ({ ...request, labels: answering(2 ** 53, () => [1]) })],
  ['labels whose length is a string', () => ({ ...request, labels: answering('2', () => [1]) })],
  ['a row of the length 2 ** 31', () => ({ ...request, labels: [[1], answering(2 ** 31, () => 1)] })],
  ['a sparse row of the maximum array length', () => ({ ...request, labels: [[1], new Array(2 ** 32 - 1)] })],
  ['sparse flat labels', () => ({ ...request, labels: new Array(1e6), labelLengths: [5e5, 5e5] })],
  ['sparse lengths', () => ({ ...request, inputLengths: new Array(2) })],
  ['lengths that throw', () => ({ ...request, inputLengths: answering(2, throws) })],
  [
    'labels that become invalid during the reads',
    () => {
      let reads = 0;
      return { ...request, labels: [[1], answering(40, () => (reads++ < 20 ? 1 : 1e9))] };
    },
  ],
  [
    'an Int32Array of labels that is transferred while others are read',
    () => {
      const row = Int32Array.of(1, 2);
      return {
        ...request,
        labels: [
          answering(1, () => {
            if (row.length > 0) structuredClone(row.buffer, { transfer: [row.buffer] });
            return 1;
          }),
          row,
        ],
      };
    },
  ],
  [
    'logits that are transferred while the labels are read',
    () => {
      const gone = logits.slice();
      return {
        ...request,
        logits: gone,
        labels: [
          [1],
          answering(1, () => {
            if (gone.length > 0) transfer(gone);
            return 1;
          }),
        ],
      };
    },
  ],
  [
    'a gradient that is transferred while the labels are read',
    () => {
      const gone = new Float32Array(size);
      return {
        ...request,
        gradient: gone,
        labels: [
          [1],
          answering(1, () => {
            if (gone.length > 0) transfer(gone);
            return 1;
          }),
        ],
      };
    },
  ],
  [
    'logits that shrink while the lengths are read',
    () => {
      const buffer = resizableBuffer(4 * size, 4 * size);
      const inside = new Float32Array(buffer);
      inside.set(logits);
      return {
        ...request,
        logits: inside,
        inputLengths: answering(2, () => {
          buffer.resize(4);
          return 9;
        }),
      };
    },
  ],
  [
    'a gradient that grows while the lengths are read',
    () => {
      const buffer = resizableBuffer(4 * size, 8 * size);
      return {
        ...request,
        gradient: new Float32Array(buffer),
        inputLengths: answering(2, () => {
          buffer.resize(8 * size);
          return 9;
        }),
      };
    },
  ],
  ['numbers in objects', () => ({ ...request, blank: { valueOf: () => 0 } })],
  ['a symbol for a label', () => ({ ...request, labels: [[1], [Symbol('1')]] })],
  ['a function for labels', () => ({ ...request, labels: () => labels })],
  ['a Map for labels', () => ({ ...request, labels: new Map([[0, [1]]]) })],
  ['a DataView for logits', () => ({ ...request, logits: new DataView(logits.buffer) })],
  ['labels within labels within labels', () => ({ ...request, labels: [[[1]], [[2]]] })],
  [
    'labels that contain themselves',
    () => {
      const loop: unknown[] = [];
      loop.push(loop, loop);
      return { ...request, labels: loop };
    },
  ],
  ['a sparse row too large for memory', () => ({ ...request, labels: [[1], new Array(2 ** 31 - 2)] })],
];

/** A usable request if each dimension is read once: the number of classes grows at the second read. */
export function requestWithChangingShape() {
  let reads = 0;
  const shape = new Proxy([2, 9, 5] as const, {
    get: (target, key) => (key === '2' && reads++ > 0 ? 50 : Reflect.get(target, key)),
  });
  return { ...request, shape };
}

/** Whether the error is ours, the caller's own, or the engine's for a revoked proxy. */
export function isHandled(error: unknown): boolean {
  return error instanceof CtcError || error instanceof CallerError || /revoked/.test(String(error));
}
