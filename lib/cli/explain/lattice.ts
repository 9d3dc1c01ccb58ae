/** The posterior over the lattice, and the contribution of each frame to the loss. */
export interface Occupancy {
  /**
   * Probability of each state, given the labels: [frames, states]. State 2i is the blank before label i, state 2i + 1 is
   * label i, and the last state is the blank after them.
   */
  readonly posterior: Float64Array;
  readonly states: number;
  /**
   * Contribution of each frame to the loss, in nats: the Kullback-Leibler divergence of the path's next step, given its
   * state and the labels, from the scores, averaged over the states. They sum to the loss; none is negative if the scores
   * are probabilities.
   */
  readonly frameCosts: Float64Array;
}

/** The class of each state: the labels with a blank before, between and after them. */
export function statesOf(labels: readonly number[], blank: number): number[] {
  return [blank, ...labels.flatMap((label) => [label, blank])];
}

/**
 * The posterior over the CTC lattice, in double precision. First backward in time ln β, the log-probability of spelling the
 * remaining labels; then forward the Markov chain of the states, whose step from s to u has probability
 * y[t,u] β[t,u] / β[t-1,s]. The library's gradient sums the states of a class; here they stay apart.
 *
 * @param logProbs [frames, classes]
 * @return undefined if no path spells the labels
 */
export function occupancyOf(
  logProbs: Float64Array,
  frames: number,
  labels: readonly number[],
  blank: number,
): Occupancy | undefined {
  const stateClasses = statesOf(labels, blank);
  const states = stateClasses.length;
  const classes = logProbs.length / frames;
  const score = (frame: number, state: number) => logProbs[frame * classes + stateClasses[state]!]!;
  const posterior = new Float64Array(frames * states);
  const frameCosts = new Float64Array(frames);
  if (frames === 0) return labels.length === 0 ? { posterior, states, frameCosts } : undefined;

  const logBeta = new Float64Array(frames * states).fill(Number.NEGATIVE_INFINITY);
  logBeta.fill(0, frames * states - Math.min(2, states));
  const follow = (frame: number, state: number) => score(frame, state) + logBeta[frame * states + state]!;
  for (let frame = frames - 1; frame > 0; frame--) {
    for (let state = 0; state < states; state++) {
      logBeta[(frame - 1) * states + state] = logSum(
        successors(stateClasses, state).map((next) => follow(frame, next)),
      );
    }
  }
  const first = states > 1 ? [0, 1] : [0];
  const likelihood = logSum(first.map((state) => follow(0, state)));
  if (likelihood === Number.NEGATIVE_INFINITY) return undefined;

  const step = (frame: number, share: number, from: number, nexts: readonly number[]) => {
    for (const next of nexts) {
      const taken = share * Math.exp(follow(frame, next) - from);
      if (taken === 0) continue;
      posterior[frame * states + next]! += taken;
      frameCosts[frame]! += taken * (logBeta[frame * states + next]! - from);
    }
  };
  step(0, 1, likelihood, first);
  for (let frame = 1; frame < frames; frame++) {
    for (let state = 0; state < states; state++) {
      const at = (frame - 1) * states + state;
      if (posterior[at]! > 0) step(frame, posterior[at]!, logBeta[at]!, successors(stateClasses, state));
    }
  }
  return { posterior, states, frameCosts };
}

/** A path stays, advances to the next state, or skips the blank between two different labels. */
export function successors(stateClasses: readonly number[], state: number): number[] {
  const last = stateClasses.length - 1;
  if (state === last) return [state];
  const skips = state % 2 === 1 && state + 2 <= last && stateClasses[state] !== stateClasses[state + 2];
  return skips ? [state, state + 1, state + 2] : [state, state + 1];
}

function logSum(terms: readonly number[]): number {
  const largest = Math.max(...terms);
  if (largest === Number.NEGATIVE_INFINITY) return largest;
  return largest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - largest), 0));
}
