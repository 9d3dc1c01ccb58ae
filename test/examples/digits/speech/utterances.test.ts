import type { Clip } from '../../../../examples/digits/speech/clips';
import { SAMPLE_RATE } from '../../../../examples/digits/speech/samples';
import { composeEvaluationSet, composeUtterance } from '../../../../examples/digits/speech/utterances';
import { Random } from '../../../../examples/digits/support/random';

/** 100 samples per digit, all 0.5, far above the noise. */
const clip = (speaker: string, ...digits: number[]): Clip => ({
  speaker,
  digits,
  samples: new Float32Array(100 * digits.length).fill(0.5),
});
const speaker = [clip('a', 7), clip('a', 7), clip('a', 1, 2), clip('a', 3, 4, 5)];

/** jest compares typed arrays element by element, which takes seconds. */
const sameSamples = (one: Float32Array, other: Float32Array): boolean =>
  Buffer.from(one.buffer).equals(Buffer.from(other.buffer));

/** Lengths of the stretches above any noise, in samples. */
function loudStretches(samples: Float32Array): number[] {
  const stretches: number[] = [];
  let loudBefore = false;
  for (const sample of samples) {
    const loud = Math.abs(sample) > 0.1;
    if (loud && !loudBefore) stretches.push(0);
    if (loud) stretches[stretches.length - 1]!++;
    loudBefore = loud;
  }
  return stretches;
}

test('an utterance consists of whole clips with gaps around each', () => {
  for (let seed = 0; seed < 50; seed++) {
    const { digits, samples } = composeUtterance(speaker, 1 + (seed % 7), new Random(seed));
    expect(digits.length).toBe(1 + (seed % 7));
    const stretches = loudStretches(samples);
    expect(stretches.reduce((sum, length) => sum + length, 0)).toBe(100 * digits.length);
    const silence = samples.length - 100 * digits.length;
    expect(silence).toBeGreaterThanOrEqual(0.03 * SAMPLE_RATE * (stretches.length + 1) - stretches.length - 1);
    expect(silence).toBeLessThanOrEqual(0.3 * SAMPLE_RATE * (stretches.length + 1) + stretches.length + 1);
    expect(Math.abs(samples[0]!)).toBeLessThan(0.1);
  }
});

test('the digits are those of the clips in order, repeats included', () => {
  const spoken = new Set<string>();
  for (let seed = 0; seed < 200; seed++) spoken.add(composeUtterance(speaker, 3, new Random(seed)).digits.join(''));
  expect([...spoken].sort()).toEqual(['127', '345', '712', '777']);
});

test('utterances depend only on the seed', () => {
  const samplesOf = (seed: number): Float32Array => composeUtterance(speaker, 5, new Random(seed)).samples;
  expect(sameSamples(samplesOf(4), samplesOf(4))).toBe(true);
  expect(sameSamples(samplesOf(4), samplesOf(5))).toBe(false);
});

test('an evaluation set has equally many utterances of each length, each of one speaker, and is reproducible', () => {
  const clips = [...speaker, clip('b', 9), clip('b', 8)];
  const sets = composeEvaluationSet(clips, 4, new Random(1));
  expect(sets.map((set) => set.map(({ digits }) => digits.length))).toEqual(
    [1, 2, 3, 4, 5, 6, 7].map((length) => [length, length, length, length]),
  );
  for (const { digits } of sets.flat()) {
    const ofB = digits.filter((digit) => digit > 7).length;
    expect([0, digits.length]).toContain(ofB);
  }
  const again = composeEvaluationSet(clips, 4, new Random(1)).flat();
  for (const [index, { digits, samples }] of sets.flat().entries()) {
    expect(again[index]!.digits).toEqual(digits);
    expect(sameSamples(again[index]!.samples, samples)).toBe(true);
  }
});
