/** Something whose time is taken. */
export interface Contender {
  readonly name: string;
  /** Does the work `calls` times in a row. @return the seconds that it took */
  run(calls: number): number | Promise<number>;
}

export interface Limits {
  /** The most rounds. */
  readonly rounds: number;
  /** A contender that has taken this long sits out the rounds that are left, but not the first {@link FEWEST_ROUNDS}. */
  readonly seconds: number;
}

/** Milliseconds that one call takes, over the rounds. */
export interface Timing {
  readonly median: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
  /** How many calls a round's time is the mean of. */
  readonly calls: number;
}

const FEWEST_ROUNDS = 3;
/** A round's time is taken over so many calls that the clock's steps do not count. */
const SHORTEST_ROUND_SECONDS = 0.03;

interface Entrant {
  readonly contender: Contender;
  readonly calls: number;
  readonly milliseconds: number[];
  taken: number;
}

/**
 * Lets the contenders run in turn, round after round, so that a machine whose speed drifts is the same to all. Each
 * round begins with another one, so that none always follows the same.
 */
export async function runRounds(
  contenders: readonly Contender[],
  limits: Limits,
): Promise<ReadonlyMap<string, Timing>> {
  const entrants: Entrant[] = [];
  for (const contender of contenders) {
    entrants.push({ contender, calls: await warmUp(contender), milliseconds: [], taken: 0 });
  }
  for (let round = 0; round < limits.rounds; round++) {
    const running = entrants.filter(({ taken }) => round < FEWEST_ROUNDS || taken < limits.seconds);
    for (let place = 0; place < running.length; place++) {
      const entrant = running[(round + place) % running.length]!;
      // Not timed: it fetches the caches back, and outlasts the last contender's threads, which may go on spinning.
      await entrant.contender.run(1);
      const seconds = await entrant.contender.run(entrant.calls);
      entrant.taken += seconds;
      entrant.milliseconds.push((1000 * seconds) / entrant.calls);
    }
  }
  return new Map(entrants.map((entrant) => [entrant.contender.name, summarise(entrant)]));
}

/** @return how many calls make a round */
async function warmUp(contender: Contender): Promise<number> {
  let calls = 1;
  await contender.run(calls);
  for (;;) {
    const seconds = await contender.run(calls);
    if (seconds >= SHORTEST_ROUND_SECONDS) return calls;
    calls *= Math.min(10, Math.max(2, Math.ceil(SHORTEST_ROUND_SECONDS / seconds)));
  }
}

function summarise({ milliseconds, calls }: Entrant): Timing {
  const sorted = [...milliseconds].sort((one, other) => one - other);
  const quantile = (share: number) => {
    const place = share * (sorted.length - 1);
    const below = sorted[Math.floor(place)]!;
    return below + (place % 1) * (sorted[Math.ceil(place)]! - below);
  };
  return {
    median: quantile(0.5),
    lowerQuartile: quantile(0.25),
    upperQuartile: quantile(0.75),
    min: quantile(0),
    max: quantile(1),
    rounds: sorted.length,
    calls,
  };
}

/** A contender that runs in this thread. */
export function inProcess(name: string, call: () => void): Contender {
  return {
    name,
    run(calls) {
      const start = performance.now();
      for (let i = 0; i < calls; i++) call();
      return (performance.now() - start) / 1000;
    },
  };
}
