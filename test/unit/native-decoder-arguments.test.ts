import { CallBlock, InputKind } from '../../lib/call-block';
import { loadNative } from '../../lib/load-native';

/** The second check of the decoders' calls, handed to the addon directly. That of the block is in native-arguments.test.ts. */
const { addon } = loadNative();

function rightBlock(): Int32Array {
  const sizes = { batch: 2, time: 3, classes: 4, timeMajor: false, blank: 0, input: InputKind.Logits };
  const header = { ...sizes, mergeRepeated: true, threads: 1 };
  const block = new CallBlock(header, 0, { zeroInfeasible: false, withBlankShares: false });
  block.words.set([3, 3], block.inputLengthsAt);
  return block.words;
}

const SETTINGS = [10, 2, 4, -1]; // beam width, paths of each sample, classes of a frame, threshold

const replaced = (at: number, value: number) => SETTINGS.map((each, i) => (i === at ? value : each));

const right = {
  greedy: () => [rightBlock(), new Float32Array(24), new Int32Array(2 + 2 * 6), new Float64Array(2)],
  beamSearch: () => [
    rightBlock(),
    new Float32Array(24),
    new Int32Array(4 + 2 * 12),
    new Float64Array(4),
    Float64Array.from(SETTINGS),
  ],
  align: () => [rightBlock(), new Float32Array(24), new Int32Array(6), new Float64Array(2 + 6)],
  editDistances: () => [Int32Array.of(1, 1, 0, 2, 1, 0, 0, 0, 5, 6, 5)],
} satisfies Record<string, () => unknown[]>;

type Call = keyof typeof right;
const memory = new ArrayBuffer(1024);

/** The arguments with one of them replaced. */
const wrong: [call: Call, argument: number, value: unknown, message: string][] = [
  ['greedy', 0, new Int32Array(3), 'block: shorter than its header'],
  ['greedy', 1, new Float32Array(23), 'scores: wrong length'],
  ['greedy', 2, new Int32Array(13), 'paths: wrong length'],
  ['greedy', 2, new Float32Array(14), 'paths: not an Int32Array'],
  ['greedy', 3, new Float64Array(1), 'log_probs: wrong length'],
  ['greedy', 3, new Float32Array(2), 'log_probs: not a Float64Array'],
  ['beamSearch', 2, new Int32Array(14), 'paths: wrong length'],
  ['beamSearch', 4, new Float64Array(3), 'settings: not a Float64Array of 4'],
  ...[0, -1, 0.5, Number.NaN, 2 ** 21].map((width): [Call, number, unknown, string] => [
    'beamSearch',
    4,
    Float64Array.from(replaced(0, width)),
    'settings: out of range',
  ]),
  ['beamSearch', 4, Float64Array.from(replaced(1, 11)), 'settings: out of range'],
  ['beamSearch', 4, Float64Array.from(replaced(2, 0)), 'settings: out of range'],
  ['beamSearch', 4, Float64Array.from(replaced(3, Number.NaN)), 'settings: a threshold that is no number'],
  ['align', 2, new Int32Array(5), 'states: wrong length'],
  ['align', 3, new Float64Array(7), 'scores: wrong length'],
  ['editDistances', 0, new Int32Array(2), 'words: shorter than their header'],
  ['editDistances', 0, Int32Array.of(-1, 1, 0), 'words: wrong length'],
  ['editDistances', 0, Int32Array.of(1, 1, 0, -1, 1, 0, 0, 0), 'words: a negative length'],
  ['editDistances', 0, Int32Array.of(1, 1, 0, 2 ** 31 - 1, 1, 0, 0, 0, 5), 'words: wrong length'],
  ['editDistances', 0, Int32Array.of(1, 0, 0, 0, 0, 0, 0, 0), 'broken rule: threads'],
];

const asAny = addon as unknown as Record<string, (...parameters: unknown[]) => unknown>;

test.each(Object.keys(right) as Call[])('%s takes right arguments', async (call) => {
  expect(asAny[`${call}Sync`]!(...right[call]())).toBeUndefined();
  await expect(asAny[call]!(...right[call]())).resolves.toBeUndefined();
});

test.each(wrong)('%s refuses argument %i: %p', async (call, argument, value, message) => {
  const make = () => right[call]().map((each, i) => (i === argument ? value : each));
  expect(() => asAny[`${call}Sync`]!(...make())).toThrow(message);
  await expect(async () => asAny[call]!(...make())).rejects.toThrow(message);
});

test.each(Object.keys(right) as Call[])('%s refuses too few arguments', (call) => {
  expect(() => asAny[`${call}Sync`]!()).toThrow(/takes \d argument/);
});

test('results that share memory with the scores are refused', () => {
  const [block, , , logProbs] = right.greedy();
  const scores = new Float32Array(memory, 0, 24);
  expect(() => asAny.greedySync!(block, scores, new Int32Array(memory, 92, 14), logProbs)).toThrow('share memory');
});
