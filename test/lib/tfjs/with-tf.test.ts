import * as tf from '@tensorflow/tfjs-node';
import { withTf } from '../../../lib/tfjs';
import { errorOf } from '../../support/refusals';

test.each<[unknown, unknown, object]>([
  [undefined, undefined, { code: 'ERR_CTC_TYPE', message: 'tf is undefined: expected a build of TensorFlow.js' }],
  [{}, undefined, { code: 'ERR_CTC_TYPE', message: 'tf is an object: expected a build of TensorFlow.js' }],
  [
    tf,
    { path: 'op' },
    { code: 'ERR_CTC_RANGE', argument: 'path', message: `path is "op" (a string): expected 'auto', 'tf-op' or 'copy'` },
  ],
  [tf, { paths: 'copy' }, { code: 'ERR_CTC_UNKNOWN_OPTION', argument: 'paths' }],
])('withTf rejects invalid arguments, case %#', (given, options, error) => {
  expect(errorOf(() => withTf(given as never, options as never))).toMatchObject(error);
});

test('the op is used by default', () => {
  expect(withTf(tf).path).toBe('tf-op');
});

test.each(['tf-op', 'copy'] as const)('the option selects the path %s', (path) => {
  expect(withTf(tf, { path }).path).toBe(path);
});

test('a saved model with the layer can be loaded by a program that never created one', async () => {
  const ctc = withTf(tf);
  const inputs = Object.entries({ yPred: [4, 3], yTrue: [2], inputLength: [1], labelLength: [1] });
  const modelTopology = {
    class_name: 'Model',
    config: {
      name: 'model',
      layers: [
        ...inputs.map(([name, shape]) => ({
          class_name: 'InputLayer',
          name,
          config: { name, batch_input_shape: [null, ...shape], dtype: 'float32', sparse: false },
          inbound_nodes: [],
        })),
        {
          class_name: 'CtcBatchCost',
          name: 'cost',
          config: { name: 'cost', infeasible: 'inf' },
          inbound_nodes: [inputs.map(([name]) => [name, 0, 0, {}])],
        },
      ],
      input_layers: inputs.map(([name]) => [name, 0, 0]),
      output_layers: [['cost', 0, 0]],
    },
  };
  const weights = { weightSpecs: [], weightData: new ArrayBuffer(0) };
  const model = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology, ...weights }));
  const data = [tf.fill([1, 4, 3], 1 / 3), tf.tensor2d([[0, 1]]), tf.tensor2d([[4]]), tf.tensor2d([[2]])] as const;
  const [yPred, yTrue, ...lengths] = data;
  const expected = ctc.ctcBatchCost(yTrue, yPred, ...lengths).dataSync();
  expect((model.predict([...data]) as tf.Tensor).dataSync()).toEqual(expected);
});
