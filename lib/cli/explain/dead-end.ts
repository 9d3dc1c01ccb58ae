import { statesOf, successors } from './lattice';

/** The frame that no path through the labels gets beyond, because of probabilities of 0. */
export interface DeadEnd {
  readonly frame: number;
  /** The classes that the remaining paths need there. */
  readonly classes: readonly number[];
  /** Whether these classes have probability 0 in every frame. */
  readonly isEverywhere: boolean;
}

/**
 * @param logProbs [frames, classes]; the frames must be enough for the labels
 * @return undefined if some path has a probability above 0
 */
export function deadEndOf(
  logProbs: Float64Array,
  frames: number,
  labels: readonly number[],
  blank: number,
): DeadEnd | undefined {
  const stateClasses = statesOf(labels, blank);
  const classes = logProbs.length / frames;
  const isPossible = (frame: number, label: number) => logProbs[frame * classes + label]! > Number.NEGATIVE_INFINITY;
  const framesLeft = framesLeftAfter(stateClasses);
  let next: readonly number[] = labels.length > 0 ? [0, 1] : [0];
  for (let frame = 0; frame < frames; frame++) {
    const inTime = next.filter((state) => framesLeft[state]! < frames - frame);
    const alive = inTime.filter((state) => isPossible(frame, stateClasses[state]!));
    if (alive.length === 0) {
      const needed = [...new Set(inTime.map((state) => stateClasses[state]!))];
      const isNowhere = (label: number) => ![...new Array(frames).keys()].some((other) => isPossible(other, label));
      return { frame, classes: needed, isEverywhere: needed.every(isNowhere) };
    }
    next = [...new Set(alive.flatMap((state) => successors(stateClasses, state)))];
  }
  return undefined;
}

/** Minimum number of frames from each state to the end. */
function framesLeftAfter(stateClasses: readonly number[]): number[] {
  const left = new Array<number>(stateClasses.length).fill(0);
  for (let state = stateClasses.length - 3; state >= 0; state--) {
    const [, ...onward] = successors(stateClasses, state);
    left[state] = 1 + Math.min(...onward.map((next) => left[next]!));
  }
  return left;
}
