/** Batch-time-class logits and concatenated labels in; losses and gradient out. */
export type LossArguments = [
  /** batch, time, classes, blank */
  sizes: Int32Array,
  logits: Float32Array,
  labels: Int32Array,
  labelLengths: Int32Array,
  inputLengths: Int32Array,
  losses: Float64Array,
  gradient: Float32Array,
];

/**
 * CTC as the textbooks write it (Graves et al., 2006), in plain JavaScript and double precision: log-domain forward and
 * backward recursions over 2L + 1 states, one sample after the other. Writes the losses and the gradient with respect to
 * the logits. Every sample must have a frame and be feasible.
 */
export function textbookLoss(
  ...[sizes, logits, labels, labelLengths, inputLengths, losses, gradient]: LossArguments
): void {
  const [batch, time, classes, blank] = sizes as unknown as [number, number, number, number];
  gradient.fill(0);
  let firstLabel = 0;
  for (let sample = 0; sample < batch; sample++) {
    const start = sample * time * classes;
    const end = start + inputLengths[sample]! * classes;
    const lastLabel = firstLabel + labelLengths[sample]!;
    const states = statesOf(labels.subarray(firstLabel, lastLabel), blank);
    losses[sample] = sampleLoss(logits.subarray(start, end), classes, states, gradient.subarray(start, end));
    firstLabel = lastLabel;
  }
}

/** The class of each state: the labels with a blank before, between and after them. */
function statesOf(labels: Int32Array, blank: number): Int32Array {
  const states = new Int32Array(2 * labels.length + 1).fill(blank);
  labels.forEach((label, index) => {
    states[2 * index + 1] = label;
  });
  return states;
}

/** @return minus the log-likelihood of the labels */
function sampleLoss(logits: Float32Array, classes: number, states: Int32Array, gradient: Float32Array): number {
  const logProbs = logSoftmax(logits, classes);
  const frames = logProbs.length / classes;
  const width = states.length;
  const alpha = forward(logProbs, classes, states);
  const last = (frames - 1) * width;
  const logLikelihood = logAdd(
    alpha[last + width - 1]!,
    width > 1 ? alpha[last + width - 2]! : Number.NEGATIVE_INFINITY,
  );

  let beta = new Float64Array(width).fill(Number.NEGATIVE_INFINITY);
  beta.fill(0, Math.max(0, width - 2));
  const posterior = new Float64Array(classes);
  for (let frame = frames - 1; frame >= 0; frame--) {
    if (frame < frames - 1) beta = stepBack(beta, logProbs.subarray((frame + 1) * classes), states);
    posterior.fill(0);
    for (let state = 0; state < width; state++) {
      posterior[states[state]!]! += Math.exp(alpha[frame * width + state]! + beta[state]! - logLikelihood);
    }
    const row = frame * classes;
    for (let label = 0; label < classes; label++) {
      gradient[row + label] = Math.exp(logProbs[row + label]!) - posterior[label]!;
    }
  }
  return -logLikelihood;
}

function logSoftmax(logits: Float32Array, classes: number): Float64Array {
  const logProbs = Float64Array.from(logits);
  for (let row = 0; row < logProbs.length; row += classes) {
    let peak = Number.NEGATIVE_INFINITY;
    for (let i = row; i < row + classes; i++) peak = Math.max(peak, logProbs[i]!);
    let sum = 0;
    for (let i = row; i < row + classes; i++) sum += Math.exp(logProbs[i]! - peak);
    const logSum = peak + Math.log(sum);
    for (let i = row; i < row + classes; i++) logProbs[i]! -= logSum;
  }
  return logProbs;
}

/** @return alpha, [frames, states] */
function forward(logProbs: Float64Array, classes: number, states: Int32Array): Float64Array {
  const width = states.length;
  const alpha = new Float64Array((logProbs.length / classes) * width).fill(Number.NEGATIVE_INFINITY);
  alpha[0] = logProbs[states[0]!]!;
  if (width > 1) alpha[1] = logProbs[states[1]!]!;
  for (let row = width, probs = classes; row < alpha.length; row += width, probs += classes) {
    const before = row - width;
    for (let state = 0; state < width; state++) {
      let reached = alpha[before + state]!;
      if (state > 0) reached = logAdd(reached, alpha[before + state - 1]!);
      if (maySkipTo(state, states)) reached = logAdd(reached, alpha[before + state - 2]!);
      alpha[row + state] = reached + logProbs[probs + states[state]!]!;
    }
  }
  return alpha;
}

/** @return beta one frame earlier; logProbs are those of the later frame */
function stepBack(beta: Float64Array, logProbs: Float64Array, states: Int32Array): Float64Array<ArrayBuffer> {
  const earlier = new Float64Array(beta.length);
  const follow = (state: number) => beta[state]! + logProbs[states[state]!]!;
  for (let state = 0; state < beta.length; state++) {
    let following = follow(state);
    if (state + 1 < beta.length) following = logAdd(following, follow(state + 1));
    if (state + 2 < beta.length && maySkipTo(state + 2, states)) following = logAdd(following, follow(state + 2));
    earlier[state] = following;
  }
  return earlier;
}

/** A path may skip the blank between two different labels. */
function maySkipTo(state: number, states: Int32Array): boolean {
  return state % 2 === 1 && state >= 3 && states[state] !== states[state - 2];
}

function logAdd(a: number, b: number): number {
  const larger = Math.max(a, b);
  if (larger === Number.NEGATIVE_INFINITY) return larger;
  return larger + Math.log1p(Math.exp(Math.min(a, b) - larger));
}
