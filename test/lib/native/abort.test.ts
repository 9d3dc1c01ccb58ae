import { getEventListeners } from 'node:events';
import { ctcLoss, ctcLossSync } from '../../../lib';
import { loadNative } from '../../../lib/native/load';
import { bitsOf, randomBatch } from '../../support/random-batch';

const { logits, shape, labels, inputLengths } = randomBatch(2, 3, 20, 6);
const request = { logits, shape, labels, inputLengths };
/** A call with many samples that takes some hundred milliseconds on one thread. */
const long = {
  logits: new Float32Array(400 * 1000 * 8),
  shape: [400, 1000, 8] as const,
  labels: Array.from({ length: 400 }, () => Int32Array.from({ length: 250 }, (_, i) => 1 + (i % 7))),
  threads: 1,
};

afterEach(() => jest.restoreAllMocks());

test('a call with an aborted signal never starts', async () => {
  const loss = jest.spyOn(loadNative().addon, 'loss');
  const reason = new Error('not wanted');
  await expect(ctcLoss(request, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(loss).not.toHaveBeenCalled();
});

test('a waiting call rejects at once and never runs', async () => {
  const { addon } = loadNative();
  const loss = jest.spyOn(addon, 'loss');
  const settled: string[] = [];
  const first = ctcLoss(long).then(() => settled.push('first'));
  const controller = new AbortController();
  const waiting = ctcLoss(request, { signal: controller.signal }).catch((error: unknown) => {
    settled.push('aborted');
    return error;
  });
  const reason = { any: 'value' };
  controller.abort(reason);
  expect(await waiting).toBe(reason);
  await first;
  expect(settled).toEqual(['aborted', 'first']);
  await ctcLoss(request);
  expect(loss).toHaveBeenCalledTimes(2);
});

test('a running call rejects at once and stops between samples', async () => {
  const { addon } = loadNative();
  const native = addon.loss;
  let outcome: Promise<unknown> = Promise.resolve();
  jest.spyOn(addon, 'loss').mockImplementation((...call) => {
    const job = native(...call);
    outcome = job.catch((error: unknown) => error);
    return job;
  });
  const given = new Float32Array(long.logits.length).fill(7);
  const controller = new AbortController();
  const running = ctcLoss({ ...long, gradient: given }, { signal: controller.signal });
  controller.abort();
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  expect(await outcome).toMatchObject({ code: 'ERR_CTC_CANCELLED' });
  expect(given.every((value) => value === 7)).toBe(true);
});

test('calls after an aborted one still run', async () => {
  const controller = new AbortController();
  const expected = bitsOf(ctcLossSync(request).gradient);
  const calls = [0, 1, 2, 3].map((i) => ctcLoss(request, i % 2 ? { signal: controller.signal } : {}));
  controller.abort();
  const results = await Promise.allSettled(calls);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
  for (const result of results) {
    if (result.status === 'fulfilled') expect(bitsOf(result.value.gradient)).toEqual(expected);
  }
});

test('a settled call removes its listener, and a later abort has no effect', async () => {
  const controller = new AbortController();
  const { losses } = await ctcLoss(request, { signal: controller.signal });
  const before = bitsOf(losses);
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  controller.abort();
  expect(bitsOf(losses)).toEqual(before);
});

test('many calls share one listener on a signal', async () => {
  const warning = jest.spyOn(process, 'emitWarning').mockImplementation();
  const controller = new AbortController();
  const calls = Array.from({ length: 20 }, () => ctcLoss(request, { signal: controller.signal }));
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
  await calls[0];
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
  const settled = Promise.allSettled(calls);
  controller.abort();
  const outcomes = (await settled).map(({ status }) => status);
  expect(outcomes.slice(2)).toEqual(outcomes.slice(2).fill('rejected'));
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  expect(warning).not.toHaveBeenCalled();
});

test('a signal aborted while the request is read prevents the start', async () => {
  const loss = jest.spyOn(loadNative().addon, 'loss');
  const controller = new AbortController();
  const aborting = {
    ...request,
    get labels() {
      controller.abort();
      return labels;
    },
  };
  await expect(ctcLoss(aborting, { signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
  expect(loss).not.toHaveBeenCalled();
});

test('an invalid request rejects before its signal is aborted', async () => {
  const controller = new AbortController();
  const refused = ctcLoss({ ...request, blank: 99 }, { signal: controller.signal });
  controller.abort();
  await expect(refused).rejects.toMatchObject({ code: 'ERR_CTC_RANGE', argument: 'blank' });
});
