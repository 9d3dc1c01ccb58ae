import * as tf from '@tensorflow/tfjs-node';
import { capabilities, ctcLossSync } from '../../../../lib';
import { CallBlock, InputKind } from '../../../../lib/native/call-block';
import { loadNative } from '../../../../lib/native/load';
import { withTf } from '../../../../lib/tfjs';
import type { LossPath } from '../../../../lib/tfjs/loss/loss-path';
import { findOpPath, type NodeBackend } from '../../../../lib/tfjs/loss/op-path';
import { bitsOf, randomBatch } from '../../../support/random-batch';
import { errorOf } from '../../../support/refusals';

beforeEach(() => tf.engine().startScope());
afterEach(async () => {
  tf.engine().endScope();
  await tf.setBackend('tensorflow');
});

test('the op is found again after Jest resets its modules', () => {
  expect(withTf(tf).path).toBe('tf-op');
  jest.resetModules();
  const again = (require('../../../../lib/tfjs') as typeof import('../../../../lib/tfjs')).withTf(tf, {
    path: 'tf-op',
  });
  const { logits, shape, labels, inputLengths } = randomBatch(4, 2, 9, 5);
  const losses = again.ctcLoss({ logits: tf.tensor3d(logits, shape), labels, inputLengths });
  const expected = ctcLossSync({ logits, shape, labels, inputLengths });
  expect(bitsOf(losses.dataSync() as Float32Array)).toEqual(bitsOf(expected.losses));
});

test('the path follows the backend', async () => {
  const ctc = withTf(tf);
  const wanted = withTf(tf, { path: 'tf-op' });
  await tf.setBackend('cpu');
  expect(ctc.path).toBe('copy');
  expect(errorOf(() => wanted.path)).toMatchObject({
    code: 'ERR_CTC_UNSUPPORTED',
    argument: 'path',
    message: "path is 'tf-op', which is not available: the backend is cpu: expected tensorflow",
  });
  await tf.setBackend('tensorflow');
  expect(ctc.path).toBe('tf-op');
});

test('if the op cannot be registered, the loss uses the copy path', () => {
  jest.isolateModules(() => {
    const { addon } = (
      require('../../../../lib/native/load') as typeof import('../../../../lib/native/load')
    ).loadNative();
    const register = jest.spyOn(addon, 'registerTensorFlowOps').mockImplementation(() => {
      throw Object.assign(new Error('there is no such function'), { code: 'ERR_CTC_UNSUPPORTED' });
    });
    const tfjs = require('../../../../lib/tfjs') as typeof import('../../../../lib/tfjs');
    expect(tfjs.withTf(tf).path).toBe('copy');
    expect(() => tfjs.withTf(tf, { path: 'tf-op' }).path).toThrow('not available: there is no such function');
    register.mockRestore();
  });
});

test('the op of another version has another name', () => {
  const version = capabilities().version.replace(/\W/g, '_');
  expect(loadNative().addon.registerTensorFlowOps()).toEqual({
    loss: `CtcNativeLoss_${version}`,
    lossAndGradient: `CtcNativeLossAndGradient_${version}`,
  });
});

describe('the op itself', () => {
  /** One sample, two frames of three classes, one label. */
  const newBlock = (withBlankShares = false) => {
    const sizes = { batch: 1, time: 2, classes: 3, timeMajor: false, blank: 0, input: InputKind.Logits };
    const header = { ...sizes, options: { mergeRepeated: true, threads: 1 } };
    const block = new CallBlock(header, 1, { zeroInfeasible: false, withBlankShares });
    block.words[block.labelLengthsAt] = 1;
    block.words[block.inputLengthsAt] = 2;
    block.words[block.labelsAt] = 1;
    return block;
  };
  const scores = () => tf.zeros([1, 2, 3]);
  const run = (block: CallBlock, tensor: tf.Tensor) => (findOpPath(tf) as LossPath).run(block, tensor, true);

  test('accepts valid inputs', () => {
    expect(run(newBlock(), scores()).losses.dataSync()[0]).toBeCloseTo(Math.log(3), 5);
  });

  test('only reads the block', () => {
    const block = newBlock(true);
    const before = block.words.slice();
    const execute = jest.spyOn(tf.backend() as unknown as NodeBackend, 'executeMultipleOutputs');
    run(block, scores());
    const [, , inputs] = execute.mock.calls[0]!;
    expect(inputs[0]!.dataSync()).toEqual(before);
    execute.mockRestore();
  });

  test.each<[string, (block: CallBlock) => void, (() => tf.Tensor) | undefined, string]>([
    ['a batch beyond the scores', ({ words }) => words.fill(7, 0, 1), undefined, 'block: wrong length'],
    ['a negative batch', ({ words }) => words.fill(-1, 0, 1), undefined, 'block: sizes out of range'],
    ['more frames than there are', ({ words }) => words.fill(3, 1, 2), undefined, 'scores: wrong length'],
    ['scores of two dimensions', () => {}, () => tf.zeros([2, 3]), 'scores: not three dimensions'],
    [
      'a label that is not a class',
      ({ words, labelsAt }) => words.fill(3, labelsAt, labelsAt + 1),
      undefined,
      'broken rule: label, sample 0, position 0',
    ],
    [
      'an input length beyond the time',
      ({ words, inputLengthsAt }) => words.fill(3, inputLengthsAt, inputLengthsAt + 1),
      undefined,
      'broken rule: input length, sample 0',
    ],
  ])('rejects %s', (_, change, tensor, message) => {
    const block = newBlock();
    change(block);
    const error = errorOf(() => run(block, (tensor ?? scores)()));
    expect(error).toMatchObject({ name: 'CtcError', code: 'ERR_CTC_INTERNAL' });
    expect(error.message).toContain(message);
  });
});
