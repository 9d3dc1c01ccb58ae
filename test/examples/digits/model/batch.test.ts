import { FEATURES } from '../../../../examples/digits/features/log-mel';
import { toBatch } from '../../../../examples/digits/model/batch';
import { scoreFrames, TIME_STRIDE } from '../../../../examples/digits/model/network';

test('batches are padded with zeros to whole score frames', () => {
  const melBins = FEATURES.melBins;
  const example = (frames: number) => ({ features: new Float32Array(frames * melBins).fill(1), digits: [1] });
  const { features, shape, frames } = toBatch([example(9), example(6)], melBins);
  expect(shape).toEqual([2, 12, melBins]);
  expect(shape[1] % TIME_STRIDE).toBe(0);
  expect(frames.map(scoreFrames)).toEqual([3, 2]);
  expect(features.reduce((sum, value) => sum + value, 0)).toBe(15 * melBins);
  expect(features[9 * melBins - 1]).toBe(1);
  expect(features[9 * melBins]).toBe(0);
});
