/** Where the paths that spell the labels are, and what each frame adds to the loss. */
export interface Occupancy {
  /**
   * The probability, given the labels, that the path is in a state of the lattice: [frames, states]. State 2i is the blank
   * before label i, state 2i + 1 label i, the last state the blank after them.
   */
  readonly posterior: Float64Array;
  readonly states: number;
  /**
   * What each frame adds to the loss, in nats: the Kullback-Leibler divergence of the path's next step, given its state and
   * the labels, from the scores, averaged over the states. Their sum is the loss; none is negative where scores are
   * probabilities.
   */
  readonly frameCosts: Float64Array;
}

/** The labels between the blanks, the class of each state. */
export function statesOf(labels: readonly number[], blank: number): number[] {
  return [blank, ...labels.flatMap((label) => [label, blank])];
}

/**
 * The posterior over the lattice of CTC, in double precision. Backward in time β, the logarithm of the probability to spell
 * what is left, then forward the chain of the states, whose step from s to u has the probability y[t,u] β[t,u] / β[t-1,s].
 * The library's own gradient adds up the states of a class; here they are kept apart.
 *
 * @param logProbs of the classes, [frames, classes]
 * @return undefined where no path spells the labels
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

  const toSpell = new Float64Array(frames * states).fill(Number.NEGATIVE_INFINITY);
  toSpell.fill(0, frames * states - Math.min(2, states));
  const weigh = (frame: number, state: number) => score(frame, state) + toSpell[frame * states + state]!;
  for (let frame = frames - 1; frame > 0; frame--) {
    for (let state = 0; state < states; state++) {
      toSpell[(frame - 1) * states + state] = logSum(successors(stateClasses, state).map((next) => weigh(frame, next)));
    }
  }
  const first = states > 1 ? [0, 1] : [0];
  const likelihood = logSum(first.map((state) => weigh(0, state)));
  if (likelihood === Number.NEGATIVE_INFINITY) return undefined;

  const step = (frame: number, share: number, from: number, nexts: readonly number[]) => {
    for (const next of nexts) {
      const taken = share * Math.exp(weigh(frame, next) - from);
      if (taken === 0) continue;
      posterior[frame * states + next]! += taken;
      frameCosts[frame]! += taken * (toSpell[frame * states + next]! - from);
    }
  };
  step(0, 1, likelihood, first);
  for (let frame = 1; frame < frames; frame++) {
    for (let state = 0; state < states; state++) {
      const at = (frame - 1) * states + state;
      if (posterior[at]! > 0) step(frame, posterior[at]!, toSpell[at]!, successors(stateClasses, state));
    }
  }
  return { posterior, states, frameCosts };
}

/** A path stays, goes on by one, or from one label to a different one by two. */
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
