import type { InputName } from '../score-files/score-options';

/** The scores as natural log-probabilities, in double precision; NaN in every class of a frame of logits with NaN or +Infinity. */
export function toLogProbs(scores: Float32Array, input: InputName, classes: number): Float64Array {
  if (input === 'probs') return Float64Array.from(scores, Math.log);
  const logProbs = Float64Array.from(scores);
  if (input === 'logProbs') return logProbs;
  for (let start = 0; start < logProbs.length; start += classes) {
    const frame = logProbs.subarray(start, start + classes);
    const peak = frame.reduce((max, score) => Math.max(max, score));
    const normalizer = peak + Math.log(frame.reduce((total, score) => total + Math.exp(score - peak), 0));
    for (let index = 0; index < classes; index++) frame[index]! -= normalizer;
  }
  return logProbs;
}
