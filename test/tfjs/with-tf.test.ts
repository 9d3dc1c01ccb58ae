import * as tf from '@tensorflow/tfjs-node';
import { withTf } from '../../lib/tfjs';
import { errorOf } from '../support/refusals';

test.each<[unknown, unknown, object]>([
  [undefined, undefined, { code: 'ERR_CTC_TYPE', message: 'tf is undefined: expected a build of TensorFlow.js' }],
  [{}, undefined, { code: 'ERR_CTC_TYPE', message: 'tf is an object: expected a build of TensorFlow.js' }],
  [
    tf,
    { path: 'op' },
    { code: 'ERR_CTC_RANGE', argument: 'path', message: `path is "op" (a string): expected 'auto', 'tf-op' or 'copy'` },
  ],
  [tf, { paths: 'copy' }, { code: 'ERR_CTC_UNKNOWN_OPTION', argument: 'paths' }],
])('withTf is refused what is wrong, case %#', (given, options, error) => {
  expect(errorOf(() => withTf(given as never, options as never))).toMatchObject(error);
});

test('the op is used by itself', () => {
  expect(withTf(tf).path).toBe('tf-op');
});

test.each(['tf-op', 'copy'] as const)('the path is the one that was asked for: %s', (path) => {
  expect(withTf(tf, { path }).path).toBe(path);
});
