import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import { readFlag } from '../../check/simple-options';
import { beamSearchDecode } from '../../decode/beam-search-decode';
import type { DecodedPath } from '../../decode/decoded-paths';
import { greedyDecode } from '../../decode/greedy-decode';
import { checkTensor, expectScores, expectTensor, INTEGER_DTYPES, readIntegers } from '../tensors/tensor-arguments';
import type { Tfjs } from '../tensors/tfjs';

/** Keras' result: the labels, one tensor per path, and the scores. */
export type DecodedTensors = [decoded: Tensor2D[], logProb: Tensor2D];

/** Fills each row after its labels. */
const PADDING = -1;

/** The arguments of Keras' ctc_decode; undefined selects the default. */
interface DecodeArguments {
  readonly yPred: Tensor;
  readonly inputLength: Tensor;
  readonly greedy: boolean | undefined;
  readonly beamWidth: number | undefined;
  readonly topPaths: number | undefined;
}

export function ctcDecode(tf: Tfjs, args: DecodeArguments): DecodedTensors {
  const { yPred, inputLength, beamWidth, topPaths } = args;
  const greedy = readFlag(args.greedy, 'greedy', true);
  const probs = expectScores(yPred, 'yPred', "a softmax's output, [batch, time, classes]");
  const shape = probs.shape as [number, number, number];
  const [batch, time] = shape;
  const lengths = expectTensor(inputLength, 'inputLength');
  checkTensor(lengths, {
    argument: 'inputLength',
    dtypes: INTEGER_DTYPES,
    shape: [batch],
    meaning:
      `[${batch}], one for each sample` +
      (lengths.shape.length === 2 && lengths.shape[1] === 1 ? ': inputLength.squeeze([1])' : ''),
  });
  const request = {
    probs: probs.dataSync() as Float32Array,
    shape,
    inputLengths: readIntegers(lengths),
    blank: -1,
  };
  const paths = greedy
    ? greedyDecode(request).map((path) => [path])
    : beamSearchDecode({ ...request, beamWidth, topPaths });
  const ranks = greedy ? 1 : (topPaths ?? 1);
  // Keras negates the scores of greedy paths only.
  const sign = greedy ? -1 : 1;
  const logProbs = paths.flatMap((ranked) =>
    Array.from({ length: ranks }, (_, rank) => sign * (ranked[rank]?.logProb ?? Number.NEGATIVE_INFINITY)),
  );
  return [
    Array.from({ length: ranks }, (_, rank) => toMatrix(tf, paths, rank, time)),
    tf.tensor(logProbs, [batch, ranks], 'float32') as Tensor2D,
  ];
}

/** The paths of one rank, [batch, time]. A sample with fewer paths gets an empty row. */
function toMatrix(tf: Tfjs, paths: readonly (readonly DecodedPath[])[], rank: number, time: number): Tensor2D {
  const matrix = new Int32Array(paths.length * time).fill(PADDING);
  paths.forEach((ranked, sample) => {
    matrix.set(ranked[rank]?.labels ?? [], sample * time);
  });
  return tf.tensor(matrix, [paths.length, time], 'int32');
}
