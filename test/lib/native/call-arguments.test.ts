import { CallBlock, HEADER, InputKind } from '../../../lib/native/call-block';
import { loadNative } from '../../../lib/native/load';

/**
 * The addon's own argument checks, which protect memory from bugs in lib/. The tests pass invalid arguments to the addon
 * directly.
 */
const { addon } = loadNative();

const header = {
  batch: 2,
  time: 3,
  classes: 4,
  timeMajor: false,
  blank: 0,
  input: InputKind.Logits,
  options: { mergeRepeated: true, threads: 1 },
};
const newBlock = () => new CallBlock(header, 3, { zeroInfeasible: false, withBlankShares: false });

interface Arguments {
  block: Int32Array;
  scores: Float32Array;
  gradient: Float32Array | null;
}

/** Valid arguments for a batch with the labels 1 2 and 3. */
function validArguments(): Arguments {
  const block = newBlock();
  block.words.set([2, 1, 3, 3], block.labelLengthsAt);
  block.words.set([1, 2, 3], block.labelsAt);
  return { block: block.words, scores: new Float32Array(24), gradient: new Float32Array(24) };
}

function changed(change: (right: Arguments) => Partial<Record<keyof Arguments, unknown>> | undefined): Arguments {
  const right = validArguments();
  return { ...right, ...(change(right) as Partial<Arguments>) };
}

const at = (name: (typeof HEADER)[number]) => HEADER.indexOf(name);

/** Sets one word of the block. */
const word = (index: number, value: number) => () =>
  changed(({ block }) => {
    block[index] = value;
    return undefined;
  });

const { labelLengthsAt, inputLengthsAt, labelsAt } = newBlock();

const detached = () => {
  const array = new Float32Array(24);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
};

const memory = new Float32Array(100);

const wrong: [string, () => Arguments, string][] = [
  ['no block', () => changed(() => ({ block: undefined })), 'block: not an Int32Array'],
  ['a block of floats', () => changed(() => ({ block: new Float32Array(20) })), 'block: not an Int32Array'],
  ['an array for a block', () => changed(() => ({ block: [] })), 'block: not an Int32Array'],
  ['a block shorter than its header', () => changed(() => ({ block: new Int32Array(12) })), 'shorter than its header'],
  ['a block without the results', () => changed(({ block }) => ({ block: block.slice(0, -1) })), 'block: wrong length'],
  [
    'a block that is too long',
    () => changed(({ block }) => ({ block: Int32Array.from([...block, 0]) })),
    'block: wrong length',
  ],
  ['scores of doubles', () => changed(() => ({ scores: new Float64Array(24) })), 'scores: not a Float32Array'],
  ['scores in an object', () => changed(() => ({ scores: { length: 24 } })), 'scores: not a Float32Array'],
  ['too few scores', () => changed(() => ({ scores: new Float32Array(23) })), 'scores: wrong length'],
  ['detached scores', () => changed(() => ({ scores: detached() })), 'scores: wrong length'],
  ['a gradient that is undefined', () => changed(() => ({ gradient: undefined })), 'gradient: not a Float32Array'],
  ['a gradient that is too long', () => changed(() => ({ gradient: new Float32Array(25) })), 'gradient: wrong length'],
  ['a detached gradient', () => changed(() => ({ gradient: detached() })), 'gradient: wrong length'],
  [
    'a gradient over the scores',
    () => changed(() => ({ scores: memory.subarray(0, 24), gradient: memory.subarray(23, 47) })),
    'shares memory',
  ],
  [
    'a gradient over the block',
    () =>
      changed(({ block }) => {
        const buffer = new ArrayBuffer(400);
        const inside = new Int32Array(buffer, 0, block.length);
        inside.set(block);
        return { block: inside, gradient: new Float32Array(buffer, 0, 24) };
      }),
    'shares memory',
  ],
  ['a negative batch', word(at('batch'), -1), 'sizes out of range'],
  ['a negative time', word(at('time'), -3), 'sizes out of range'],
  ['negative classes', word(at('classes'), -4), 'sizes out of range'],
  ['a batch that is too large', word(at('batch'), 3), 'wrong length'],
  [
    'dimensions whose product overflows',
    () =>
      changed(({ block }) => {
        block.fill(2 ** 31 - 1, 0, 3);
        return undefined;
      }),
    'sizes out of range',
  ],
  ['a negative number of labels', word(at('labelsSize'), -1), 'sizes out of range'],
  ['too many labels', word(at('labelsSize'), 2 ** 31 - 1), 'block: wrong length'],
  ['a negative input', word(at('input'), -1), 'block: unknown input'],
  ['an input that does not exist', word(at('input'), 3), 'block: unknown input'],
  ['no threads', word(at('threads'), 0), 'broken rule: threads'],
  ['a negative blank', word(at('blank'), -1), 'broken rule: blank'],
  ['a blank that is not a class', word(at('blank'), 4), 'broken rule: blank'],
  ['a negative label length', word(labelLengthsAt, -1), 'broken rule: label length, sample 0'],
  ['label lengths beyond the labels', word(labelLengthsAt + 1, 2), 'broken rule: label length, sample 1'],
  ['label lengths short of the labels', word(labelLengthsAt + 1, 0), 'broken rule: label length'],
  ['a negative input length', word(inputLengthsAt, -1), 'broken rule: input length, sample 0'],
  ['an input length beyond the time', word(inputLengthsAt + 1, 4), 'broken rule: input length, sample 1'],
  ['a negative label', word(labelsAt, -1), 'broken rule: label, sample 0, position 0'],
  ['a label that is not a class', word(labelsAt + 1, 4), 'broken rule: label, sample 0, position 1'],
  ['a label that is the blank', word(labelsAt + 2, 0), 'broken rule: label, sample 1, position 0'],
];

test('valid arguments pass', async () => {
  const { block, scores, gradient } = validArguments();
  addon.lossSync(block, scores, gradient);
  const gradientSync = gradient!.slice();
  await addon.loss(block, scores, gradient);
  expect(gradient).toEqual(gradientSync);
  expect(gradient!.some((value) => value !== 0)).toBe(true);
});

describe.each(wrong)('%s', (_, make, message) => {
  test('is refused by the synchronous call', () => {
    const { block, scores, gradient } = make();
    expect(() => addon.lossSync(block, scores, gradient)).toThrow(message);
  });

  test('is refused by the asynchronous call', async () => {
    const { block, scores, gradient } = make();
    await expect(async () => addon.loss(block, scores, gradient)).rejects.toThrow(message);
  });
});

test('a call with too few arguments is refused', () => {
  expect(() => (addon.lossSync as () => void)()).toThrow('a native loss call takes 3 arguments');
});

test.each([undefined, 7, {}, 'no such kernel'])('%p is not a kernel', (name) => {
  expect(addon.selectKernel(name as string)).toBe(false);
});
