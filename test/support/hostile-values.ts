import fc from 'fast-check';
import type { CtcRequest } from '../../lib';

/** Values of a wrong type. */
const anything = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true, withSparseArray: true }),
  fc.constantFrom<unknown>(
    ...[undefined, null, Number.NaN, -0, 0.5, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 31), 1e308, Number.POSITIVE_INFINITY],
    ...[
      '',
      'BTC',
      [],
      [[]],
      {},
      () => 1,
      Symbol('s'),
      1n,
      new Map(),
      new ArrayBuffer(8),
      new DataView(new ArrayBuffer(8)),
    ],
  ),
);

const anyLength = fc.oneof(
  { weight: 8, arbitrary: fc.nat({ max: 12 }) },
  { weight: 1, arbitrary: fc.constantFrom<number>(-1, 0.5, Number.NaN, 2 ** 31, 2 ** 53) },
);

const anyScore = fc.oneof(
  fc.float({ min: -30, max: 30, noNaN: true }),
  fc.float(),
  fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 3e38, 1e-45),
);

/** A request that is valid or nearly so. Each draw makes new arrays. */
export const requests: fc.Arbitrary<CtcRequest> = fc
  .record({
    batch: fc.nat({ max: 4 }),
    time: fc.nat({ max: 12 }),
    classes: fc.integer({ min: 1, max: 20 }),
    input: fc.constantFrom('logits', 'logProbs', 'probs'),
    layout: fc.constantFrom<('BTC' | 'TBC')[]>('BTC', 'TBC'),
  })
  .chain(({ batch, time, classes, input, layout }) => {
    const size = batch * time * classes;
    const perSample = <T>(each: fc.Arbitrary<T>) => fc.array(each, { minLength: batch, maxLength: batch });
    const label = fc.integer({ min: 1, max: Math.max(1, classes - 1) });
    return fc.record(
      {
        [input]: fc.array(anyScore, { minLength: size, maxLength: size }).map((scores) => Float32Array.from(scores)),
        shape: fc.constant(layout === 'TBC' ? [time, batch, classes] : [batch, time, classes]),
        layout: fc.constant(layout),
        labels: perSample(fc.array(label, { maxLength: classes === 1 ? 0 : 6 })),
        inputLengths: perSample(fc.nat({ max: time })),
        mergeRepeated: fc.boolean(),
        collapseRepeatedLabels: fc.boolean(),
        reduction: fc.constantFrom('none', 'sum', 'batchMean', 'labelMean', 'volumeMean'),
        infeasible: fc.constantFrom('inf', 'zero', 'skip', 'throw'),
        gradient: fc.oneof(
          fc.boolean(),
          fc.constant(null).map(() => new Float32Array(size)),
        ),
        threads: fc.integer({ min: 1, max: 4 }),
      },
      { requiredKeys: [input, 'shape', 'layout', 'labels'] },
    ) as unknown as fc.Arbitrary<CtcRequest>;
  });

const OPTIONS: readonly (keyof CtcRequest)[] = [
  ...(['logits', 'logProbs', 'probs', 'shape', 'layout', 'labels', 'labelLengths', 'labelPadding'] as const),
  ...(['inputLengths', 'blank', 'mergeRepeated', 'collapseRepeatedLabels', 'reduction', 'infeasible'] as const),
  ...(['lossGradient', 'gradient', 'threads'] as const),
];

/** A request in which some options, or elements of their arrays, have arbitrary values. */
export const spoiltRequests: fc.Arbitrary<unknown> = fc
  .tuple(
    requests,
    fc.array(
      fc.record({
        option: fc.constantFrom(...OPTIONS),
        value: fc.oneof(anything, fc.array(anyLength, { maxLength: 5 }), anyLength),
        at: fc.option(fc.nat({ max: 6 })),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([request, changes]) => {
    const spoilt = { ...request } as Record<string, unknown>;
    for (const { option, value, at } of changes) {
      const array = spoilt[option];
      if (at === null || !Array.isArray(array)) spoilt[option] = value;
      else spoilt[option] = array.map((element, i) => (i === at % array.length ? value : element));
    }
    return spoilt;
  });
