const PEAK_LEARNING_RATE = 6e-3;

/** Linear warm-up, then half a cosine down to a hundredth of the peak. */
export function learningRate(step: number, steps: number): number {
  const warmUp = 0.15 * steps;
  if (step < warmUp) return (PEAK_LEARNING_RATE * (step + 1)) / (warmUp + 1);
  const cosine = 0.5 + 0.5 * Math.cos((Math.PI * (step - warmUp)) / (steps - warmUp));
  return PEAK_LEARNING_RATE * (0.01 + 0.99 * cosine);
}
