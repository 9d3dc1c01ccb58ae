import { CallBlock, InputKind } from '../../../lib/native/call-block';
import { loadNative } from '../../../lib/native/load';
import { formatArpa, withFile } from '../../support/arpa';

/** The addon's own argument checks for decoder calls. call-arguments.test.ts has those for the block. */
const { addon } = loadNative();

function rightBlock(): Int32Array {
  const sizes = { batch: 2, time: 3, classes: 4, timeMajor: false, blank: 0, input: InputKind.Logits };
  const header = { ...sizes, options: { mergeRepeated: true, threads: 1 } };
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
    null,
    null,
    null,
  ],
  align: () => [rightBlock(), new Float32Array(24), new Int32Array(6), new Float64Array(2 + 6)],
  editDistances: () => [Int32Array.of(1, 1, 0, 2, 1, 0, 0, 0, 5, 6, 5)],
} satisfies Record<string, () => unknown[]>;

type Call = keyof typeof right;
const memory = new ArrayBuffer(1024);

/** A call, the position and value of one invalid argument, and the message. */
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
  ['beamSearch', 4, Float64Array.from(replaced(3, Number.NaN)), 'settings: the threshold is NaN'],
  ['align', 2, new Int32Array(5), 'states: wrong length'],
  ['align', 3, new Float64Array(7), 'scores: wrong length'],
  ['editDistances', 0, new Int32Array(2), 'words: shorter than their header'],
  ['editDistances', 0, Int32Array.of(-1, 1, 0), 'words: wrong length'],
  ['editDistances', 0, Int32Array.of(1, 1, 0, -1, 1, 0, 0, 0), 'words: a negative length'],
  ['editDistances', 0, Int32Array.of(1, 1, 0, 2 ** 31 - 1, 1, 0, 0, 0, 5), 'words: wrong length'],
  ['editDistances', 0, Int32Array.of(1, 0, 0, 0, 0, 0, 0, 0), 'broken rule: threads'],
];

const asAny = addon as unknown as Record<string, (...parameters: unknown[]) => unknown>;

test.each(Object.keys(right) as Call[])('%s takes valid arguments', async (call) => {
  expect(asAny[`${call}Sync`]!(...right[call]())).toBeUndefined();
  await expect(asAny[call]!(...right[call]())).resolves.toBeUndefined();
});

test.each(wrong)('%s rejects argument %i: %p', async (call, argument, value, message) => {
  const make = () => right[call]().map((each, i) => (i === argument ? value : each));
  expect(() => asAny[`${call}Sync`]!(...make())).toThrow(message);
  await expect(async () => asAny[call]!(...make())).rejects.toThrow(message);
});

test.each(Object.keys(right) as Call[])('%s rejects too few arguments', (call) => {
  expect(() => asAny[`${call}Sync`]!()).toThrow(/takes \d argument/);
});

describe('the scorer of a beam search', () => {
  const model = addon.newNgramModel();
  withFile(formatArpa([{ tokens: ['a'], logProb: -1, backOff: 0 }]), (path) => addon.readArpaSync(model, path));
  const texts = (...parts: string[]) => new TextEncoder().encode(parts.map((part) => `${part}\0`).join(''));
  const symbols = texts(' ', '', 'a', 'b', ' ');
  const weights = Float64Array.of(0.5, 0, -1);
  const sequence = new Int32Array(3);
  const callWith = (...scorer: unknown[]) => [
    ...right.beamSearch().slice(0, 3),
    new Float64Array(8), // log-probabilities and scores
    ...right.beamSearch().slice(4, 5),
    ...scorer,
  ];

  test('a model works in both calls, a function only in the synchronous one', async () => {
    expect(asAny.beamSearchSync!(...callWith(model, symbols, weights))).toBeUndefined();
    await expect(asAny.beamSearch!(...callWith(model, symbols, weights))).resolves.toBeUndefined();
    expect(asAny.beamSearchSync!(...callWith(() => 0, sequence, null))).toBeUndefined();
    await expect(async () => asAny.beamSearch!(...callWith(() => 0, sequence, null))).rejects.toThrow(
      'on another thread',
    );
  });

  test('a score that is not a number cancels the call, and exceptions propagate', () => {
    for (const weight of [Number.NaN, Number.POSITIVE_INFINITY, 'much', undefined]) {
      expect(() => asAny.beamSearchSync!(...callWith(() => weight, sequence, null))).toThrow('cancelled');
    }
    const throwing = () => {
      throw new RangeError('mine');
    };
    expect(() => asAny.beamSearchSync!(...callWith(throwing, sequence, null))).toThrow(new RangeError('mine'));
  });

  test.each([
    ['an object that is not a handle', {}, symbols, weights, 'scorer: not a handle of a model'],
    ['a handle without a model', addon.newNgramModel(), symbols, weights, 'scorer: not a handle of a model'],
    ['a number instead of a handle', 5, symbols, weights, 'scorer: not a handle of a model'],
    ['symbols that are not bytes', model, new Int32Array(8), weights, 'details: not a Uint8Array'],
    ['no symbols', model, new Uint8Array(0), weights, 'details: wrong length'],
    ['one symbol too few', model, texts(' ', '', 'a', ' '), weights, 'details: wrong length'],
    ['one symbol too many', model, texts(' ', '', 'a', 'b', ' ', 'c'), weights, 'details: wrong length'],
    ['weights too few', model, symbols, new Float64Array(2), 'weights: not a Float64Array of 3'],
    ['a negative weight', model, symbols, Float64Array.of(-1, 0, 0), 'weights: out of range'],
    ['an infinite bonus', model, symbols, Float64Array.of(1, Infinity, 0), 'weights: out of range'],
    ['a bonus of NaN', model, symbols, Float64Array.of(1, 0, NaN), 'weights: out of range'],
    ['a positive score for unknown words', model, symbols, Float64Array.of(1, 0, 1), 'weights: out of range'],
    ['a sequence buffer that is too short', () => 0, new Int32Array(2), null, 'details: too short'],
    ['no sequence buffer', () => 0, null, null, 'details: not an Int32Array'],
  ])('rejects %s', (_, scorer, details, numbers, message) => {
    expect(() => asAny.beamSearchSync!(...callWith(scorer, details, numbers))).toThrow(message);
  });

  test('a sequence buffer that shares memory with the results is rejected', () => {
    const call = callWith(() => 0, new Int32Array(memory, 0, 3), null);
    call[2] = new Int32Array(memory, 0, 28);
    expect(() => asAny.beamSearchSync!(...call)).toThrow('share memory');
  });

  test('a handle is filled only once', () => {
    expect(() => asAny.readArpaSync!(model, 'any.arpa')).toThrow('already read');
    expect(() => asAny.readArpaSync!({}, 'any.arpa')).toThrow('not a handle');
    expect(() => asAny.readArpaSync!(addon.newNgramModel(), 5)).toThrow('path: not a string');
    expect(() => asAny.ngramSizes!({})).toThrow('not a handle of a model');
    expect(() => asAny.ngramSizes!(addon.newNgramModel())).toThrow('not a handle of a model');
  });
});

test('results that share memory with the scores are rejected', () => {
  const [block, , , logProbs] = right.greedy();
  const scores = new Float32Array(memory, 0, 24);
  expect(() => asAny.greedySync!(block, scores, new Int32Array(memory, 92, 14), logProbs)).toThrow('share memory');
});
