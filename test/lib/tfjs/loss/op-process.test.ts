import { fine, run } from '../../../support/run-program';

test('eight workers with two copies of the addon register the op at once', async () => {
  expect(await run('register-op-in-workers.cjs')).toEqual(fine('0 of 8 differ'));
});

test('copies of the addon wait for each other to register the op', async () => {
  expect(await run('register-op-while-locked.cjs')).toEqual(fine('waited'));
});

test('the op is registered while another thread loads a library', async () => {
  expect(await run('register-op-while-loading.cjs')).toEqual(fine('registered\n./needed.addon: file too short'));
});

test('the op outlives the worker that registered it', async () => {
  expect(await run('op-outlives-its-worker.cjs')).toEqual(fine('same'));
});

test.each(['tf-op', 'copy'])('a thousand steps on the path %s leave nothing behind', async (path) => {
  expect(await run('op-memory.cjs', [path], {}, ['--expose-gc'])).toEqual(fine('0 tensors, flat'));
});

test('results too large for the memory of TensorFlow are an error, and the process goes on', async () => {
  expect(await run('op-short-of-memory.cjs')).toEqual(
    fine(expect.stringMatching(/^CtcError ERR_CTC_OUT_OF_MEMORY: OOM when allocating .*\n1,4,2$/)),
  );
});

test('without TensorFlow the error has the reason', async () => {
  expect(await run('op-without-tensorflow.cjs')).toEqual(
    fine(
      "CtcError ERR_CTC_UNSUPPORTED: path is 'tf-op', which is not available: @tensorflow/tfjs-node is not loaded\ncopy",
    ),
  );
});
