/**
 * Requests of every kind, right and wrong: each ends in a result that keeps its promises or in a CtcError, from both calls
 * alike. A failure prints its seed; CTC_FUZZ_SEED repeats it, CTC_FUZZ_SECONDS looks longer.
 */
import fc from 'fast-check';
import { CtcError, type CtcRequest, type CtcResult, ctcLoss, ctcLossSync, diagnose } from '../../../lib';
import { requests, spoiltRequests } from '../../support/hostile-values';
import { bitsOf } from '../../support/random-batch';

const seconds = Number(process.env.CTC_FUZZ_SECONDS ?? 0);
const seed = Number(process.env.CTC_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const parameters = seconds
  ? { seed, numRuns: 1e9, interruptAfterTimeLimit: seconds * 500, markInterruptAsFailure: false }
  : { seed, numRuns: 3000 };
const limit = (seconds + 60) * 1000;

beforeAll(() => process.stdout.write(`CTC_FUZZ_SEED=${seed}\n`));

function outcomeOf(request: unknown): CtcResult | CtcError {
  try {
    return ctcLossSync(request as CtcRequest);
  } catch (error) {
    if (error instanceof CtcError) return error;
    throw error;
  }
}

function expectPromises(request: CtcRequest, { losses, loss, gradient, status }: CtcResult): void {
  const [outer, inner, classes] = request.shape;
  const batch = request.layout === 'TBC' ? inner : outer;
  const time = request.layout === 'TBC' ? outer : inner;
  expect(losses).toHaveLength(batch);
  expect(status).toHaveLength(batch);
  expect(typeof loss).toBe((request.reduction ?? 'none') === 'none' ? 'undefined' : 'number');
  expect(gradient === undefined).toBe(request.gradient === false);
  for (let sample = 0; sample < batch; sample++) {
    expect([0, 1, 2]).toContain(status[sample]);
    expect(Number.isNaN(losses[sample])).toBe(status[sample] === 2);
    if (status[sample] === 0 && request.logits) expect(losses[sample]).toBeGreaterThanOrEqual(0);
    const frames = request.inputLengths?.[sample] ?? time;
    for (let frame = status[sample] === 1 ? 0 : frames; gradient !== undefined && frame < time; frame++) {
      const row = request.layout === 'TBC' ? frame * batch + sample : sample * time + frame;
      const part = gradient.subarray(row * classes, (row + 1) * classes);
      expect(part.every((value) => value === 0)).toBe(true);
    }
  }
}

async function expectSameLater(request: unknown, now: CtcResult | CtcError): Promise<void> {
  const later = await ctcLoss(request as CtcRequest).catch((error: unknown) => error as CtcError);
  if (now instanceof CtcError) {
    expect(later).toMatchObject({ name: 'CtcError', code: now.code, message: now.message });
    return;
  }
  const result = later as CtcResult;
  expect(bitsOf(result.losses)).toEqual(bitsOf(now.losses));
  expect(result.status).toEqual(now.status);
  if (now.gradient !== undefined) expect(bitsOf(result.gradient)).toEqual(bitsOf(now.gradient));
}

test(
  'right requests',
  async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const now = outcomeOf(request);
        if (now instanceof CtcError) expect([now.code, request.infeasible]).toEqual(['ERR_CTC_INFEASIBLE', 'throw']);
        else expectPromises(request, now);
        await expectSameLater(request, now);
        expect(diagnose(request)).toHaveLength(request.shape[request.layout === 'TBC' ? 1 : 0]);
      }),
      parameters,
    );
  },
  limit,
);

test(
  'spoilt requests',
  async () => {
    await fc.assert(
      fc.asyncProperty(spoiltRequests, async (request) => {
        const now = outcomeOf(request);
        if (now instanceof CtcError) expect(now.message.length).toBeGreaterThan(10);
        else expectPromises(request as CtcRequest, now);
        await expectSameLater(request, now);
      }),
      parameters,
    );
  },
  limit,
);
