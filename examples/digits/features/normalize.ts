/**
 * Normalises features in place: mean 0 in each mel bin, which removes the microphone's colour, and variance 1 over all bins
 * together, which removes the level above the noise. Variance 1 in each bin would make a single short digit look unlike
 * the same digit in a long utterance.
 */
export function normalize(features: Float32Array, melBins: number): void {
  let squares = 0;
  for (let mel = 0; mel < melBins; mel++) {
    let sum = 0;
    for (let at = mel; at < features.length; at += melBins) sum += features[at]!;
    const mean = (sum * melBins) / features.length;
    for (let at = mel; at < features.length; at += melBins) {
      features[at]! -= mean;
      squares += features[at]! ** 2;
    }
  }
  const scale = 1 / Math.sqrt(squares / features.length + 1e-5);
  for (let at = 0; at < features.length; at++) features[at]! *= scale;
}
