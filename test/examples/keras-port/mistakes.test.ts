import * as tf from '@tensorflow/tfjs-node';
import { CtcError } from 'ctc-native';
import { withTf } from 'ctc-native/tfjs';
import { CLASSES, FRAMES, MAX_LABELS, makeDataset, toInputs } from '../../../examples/keras-port/data';
import { buildNetworks, compile } from '../../../examples/keras-port/network';

/** The mistakes in the example's README, made with the example's network and data. */
const SAMPLES = 100;
const ctc = withTf(tf);
const { reader, trainer } = buildNetworks(1);
compile(trainer);
const [frames, yTrue, inputLength, labelLength] = toInputs(makeDataset(SAMPLES, 1)) as [
  tf.Tensor3D,
  tf.Tensor2D,
  tf.Tensor2D,
  tf.Tensor2D,
];
const column = (value: number) => tf.fill([SAMPLES, 1], value);

async function messageOf(inputs: tf.Tensor[]): Promise<string> {
  const training = trainer.fit(inputs, tf.zeros([SAMPLES, 1]), { batchSize: SAMPLES, epochs: 1, verbose: 0 });
  const error = await training.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CtcError);
  return (error as CtcError).message;
}

test('without a mistake, the batch trains', async () => {
  const inputs = [frames, yTrue, inputLength, labelLength];
  const { history } = await trainer.fit(inputs, tf.zeros([SAMPLES, 1]), { batchSize: SAMPLES, verbose: 0 });
  expect(Number.isFinite(history.loss![0])).toBe(true);
});

test('1. data instead of inputs of the model', () => {
  const layer = ctc.layers.ctcBatchCost();
  const data = [reader.outputs[0], yTrue.arraySync(), inputLength.arraySync(), labelLength.arraySync()];
  expect(() => layer.apply(data as never)).toThrow(
    'inputs[1], yTrue, is an array of 100: a model is built of symbolic tensors, expected tf.input({ shape: [labels] }); ' +
      "the data itself goes to model.fit, as the model's inputs",
  );
  expect(() => layer.apply([reader.outputs[0], yTrue, inputLength, labelLength] as never)).toThrow(
    'inputs[1], yTrue, is a tensor of data, [100, 6]: a model is built of symbolic tensors',
  );
});

test('2. one-hot rows as labels', async () => {
  const oneHot = tf.oneHot(
    (yTrue.slice([0, 0], [SAMPLES, 1]) as tf.Tensor2D).squeeze<tf.Tensor1D>([1]).toInt(),
    CLASSES,
  );
  const wide = tf.input({ shape: [CLASSES] });
  const lengths = [tf.input({ shape: [1] }), tf.input({ shape: [1] })] as const;
  const cost = ctc.layers.ctcBatchCost().apply([reader.outputs[0]!, wide, ...lengths]) as tf.SymbolicTensor;
  const model = tf.model({ inputs: [reader.inputs[0]!, wide, ...lengths], outputs: cost });
  compile(model);
  const training = model.trainOnBatch([frames, oneHot, inputLength, column(1)], tf.zeros([SAMPLES, 1]));
  await expect(training).rejects.toThrow(
    'yTrue looks one-hot: every row has 5 numbers, the number of classes, all 0 but a single 1; expected class numbers, ' +
      '[batch, labels], as many as labelLength says: pass the index of the 1 instead of the row',
  );
});

test('3. the number of classes as inputLength, or 0', async () => {
  expect(await messageOf([frames, yTrue, column(CLASSES), labelLength])).toBe(
    `inputLength is 5 for all 100 samples, the number of classes: expected the number of frames of each sample, up to ${FRAMES}, ` +
      'the second dimension of yPred; if 5 frames are right, slice yPred to them',
  );
  expect(await messageOf([frames, yTrue, column(0), labelLength])).toMatch(
    /^inputLength\[\d+\] is 0, which leaves no frame for the \d labels? of the sample: expected its number of frames, up to 20; was the array filled\?$/,
  );
});

test('4. the width of a padded yTrue as labelLength, or 0', async () => {
  expect(await messageOf([frames, yTrue, inputLength, column(MAX_LABELS)])).toMatch(
    /^labelLength is 6 for all 100 samples, the width of yTrue, and \d+ of them end in two or more 0s, which looks like padding: expected the number of labels without it, so labelLength\[\d+\] is \d$/,
  );
  expect(await messageOf([frames, yTrue, inputLength, column(0)])).toBe(
    'labelLength is 0 for all 100 samples, which would teach the model to read nothing: expected the number of labels of ' +
      'each sample, up to 6; was the array filled?',
  );
});
