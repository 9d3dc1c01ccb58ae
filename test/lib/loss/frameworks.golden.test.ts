import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CtcRequest, ctcLossSync } from '../../../lib';
import { root } from '../../support/root';

/** JSON has no infinities. */
type JsonNumber = number | 'inf' | '-inf';

/** An entry written by scripts/make-golden; entries.py documents it. */
interface Entry {
  readonly name: string;
  readonly call: string;
  readonly tolerance: number;
  readonly request: Omit<CtcRequest, 'logits' | 'logProbs' | 'probs'> & {
    readonly logits?: JsonNumber[];
    readonly logProbs?: JsonNumber[];
    readonly probs?: JsonNumber[];
  };
  readonly losses?: JsonNumber[];
  readonly loss?: number;
  readonly gradient?: number[];
  readonly gradientAlso?: 'one' | 'exp(logProbs)';
  readonly infeasible?: number[];
}

const vectors = join(root, 'test', 'golden', 'vectors');
const frameworks = readdirSync(vectors).map((file) => {
  const { madeBy, entries } = JSON.parse(readFileSync(join(vectors, file), 'utf8')) as {
    madeBy: string;
    entries: Entry[];
  };
  return { madeBy, entries };
});

function numberOf(value: JsonNumber): number {
  if (typeof value === 'number') return value;
  return value === 'inf' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}

function toRequest({ logits, logProbs, probs, ...rest }: Entry['request']): CtcRequest {
  return {
    ...rest,
    ...(logits && { logits: Float32Array.from(logits, numberOf) }),
    ...(logProbs && { logProbs: Float32Array.from(logProbs, numberOf) }),
    ...(probs && { probs: Float32Array.from(probs, numberOf) }),
  };
}

/** The sample and the frame of an element of the scores. */
function placeOf(index: number, { shape, layout }: CtcRequest): { sample: number; frame: number } {
  const row = Math.floor(index / shape[2]);
  const [outer, inner] = [Math.floor(row / shape[1]), row % shape[1]];
  return layout === 'TBC' ? { sample: inner, frame: outer } : { sample: outer, frame: inner };
}

function expectNear(ours: number, theirs: number, tolerance: number): void {
  if (Number.isFinite(theirs)) {
    expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(theirs)));
  } else {
    expect(ours).toBe(theirs);
  }
}

test('there are vectors of every framework', () => {
  expect(readdirSync(vectors).sort()).toEqual(['keras.json', 'optax.json', 'tensorflow.json', 'torch.json']);
});

describe.each(frameworks)('$madeBy', ({ entries }) => {
  test.each(entries)('$call: $name', ({ request: given, tolerance, infeasible = [], gradientAlso, ...theirs }) => {
    const request = toRequest(given);
    const ours = ctcLossSync(request);
    theirs.losses?.forEach((loss, sample) => {
      if (!infeasible.includes(sample)) expectNear(ours.losses[sample]!, numberOf(loss), tolerance);
    });
    if (theirs.loss !== undefined) expectNear(ours.loss!, theirs.loss, tolerance);
    theirs.gradient?.forEach((value, i) => {
      const { sample, frame } = placeOf(i, request);
      const isValid = frame < (request.inputLengths?.[sample] ?? Number.POSITIVE_INFINITY);
      let also = 0;
      if (isValid && gradientAlso === 'one') also = 1;
      if (isValid && gradientAlso === 'exp(logProbs)') also = Math.exp(numberOf(given.logProbs![i]!));
      if (!infeasible.includes(sample)) expectNear(ours.gradient![i]! + also, value, tolerance);
    });
    // Their results differ for these: see docs/compatibility.md.
    for (const sample of infeasible) {
      expect([ours.losses[sample], ours.status[sample]]).toEqual([Number.POSITIVE_INFINITY, 1]);
      ours.gradient!.forEach((value, i) => {
        if (placeOf(i, request).sample === sample) expect(value).toBe(0);
      });
    }
  });
});
