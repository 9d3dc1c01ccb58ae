import { allocate } from '../../../lib/check/allocate';
import { errorOf } from '../../support/refusals';

test('a failed allocation throws ERR_CTC_OUT_OF_MEMORY with its cause', () => {
  expect(errorOf(() => allocate(() => new Float32Array(2 ** 53 - 1), 'the gradient'))).toMatchObject({
    code: 'ERR_CTC_OUT_OF_MEMORY',
    message: 'out of memory: cannot allocate the gradient',
    cause: { name: 'RangeError' },
  });
});

test.each([new TypeError('a bug'), 'a string', undefined])('any other exception is rethrown: %p', (thrown) => {
  let caught: unknown = 'nothing';
  try {
    allocate(() => {
      throw thrown;
    }, 'the gradient');
  } catch (error) {
    caught = error;
  }
  expect(caught).toBe(thrown);
});
