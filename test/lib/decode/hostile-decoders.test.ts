import fc from 'fast-check';
import {
  align,
  alignAsync,
  beamSearchDecode,
  beamSearchDecodeAsync,
  CtcError,
  greedyDecode,
  greedyDecodeAsync,
} from '../../../lib';
import { answering, hostileRequests, isHandled } from '../../support/hostile-requests';
import { spoiltRequests } from '../../support/hostile-values';

type Decoder = (request: never) => unknown;

const LABEL_OPTIONS = ['labels', 'labelLengths', 'labelPadding', 'collapseRepeatedLabels'] as const;
const LOSS_OPTIONS = ['reduction', 'infeasible', 'lossGradient', 'gradient'] as const;

const decoders: [name: string, sync: Decoder, async: Decoder, without: readonly string[]][] = [
  ['greedyDecode', greedyDecode, greedyDecodeAsync, [...LABEL_OPTIONS, ...LOSS_OPTIONS]],
  ['beamSearchDecode', beamSearchDecode, beamSearchDecodeAsync, [...LABEL_OPTIONS, ...LOSS_OPTIONS]],
  ['align', align, alignAsync, LOSS_OPTIONS],
];

async function outcomeOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe.each(decoders)('%s', (_, sync, async, without) => {
  test.each(hostileRequests)('handles %s', async (_name, make) => {
    for (const decode of [sync, async]) {
      const thrown = await outcomeOf(() => decode(make() as never));
      expect(isHandled(thrown)).toBe(true);
    }
  });

  test('answers a corrupted request with a result or a CtcError', async () => {
    await fc.assert(
      fc.asyncProperty(spoiltRequests, async (spoilt) => {
        const make = () =>
          Object.fromEntries(Object.entries(spoilt as object).filter(([name]) => !without.includes(name)));
        for (const decode of [sync, async]) {
          const thrown = await outcomeOf(() => decode(make() as never));
          if (thrown !== undefined) expect(thrown).toBeInstanceOf(CtcError);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('refuses lengths that detach the scores while they are read', async () => {
    const make = () => {
      const logits = new Float32Array(30);
      const inputLengths = answering(2, () => {
        if (logits.length > 0) structuredClone(logits.buffer, { transfer: [logits.buffer] });
        return 3;
      });
      const labels = without.includes('labels') ? {} : { labels: [[1], [2]] };
      return { logits, shape: [2, 3, 5], inputLengths, ...labels };
    };
    for (const decode of [sync, async]) {
      expect(await outcomeOf(() => decode(make() as never))).toMatchObject({
        code: 'ERR_CTC_DETACHED',
        argument: 'logits',
      });
    }
  });
});
