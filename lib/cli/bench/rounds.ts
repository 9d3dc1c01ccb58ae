/** Something to measure. */
export interface Contender {
  readonly name: string;
  /** Does the work `calls` times in a row. @return the time taken, in seconds */
  run(calls: number): number | Promise<number>;
}

export interface Limits {
  /** Maximum number of rounds. */
  readonly rounds: number;
  /** A contender that has used this much time sits out the remaining rounds, after {@link MIN_ROUNDS}. */
  readonly seconds: number;
}

/** Milliseconds per call, over the rounds. */
export interface Timing {
  readonly median: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
  /** Number of calls whose mean is a round's time. */
  readonly calls: number;
}

export const MIN_ROUNDS = 3;
/** Long enough that the clock's resolution does not matter. */
const MIN_ROUND_SECONDS = 0.03;

interface Entrant {
  readonly contender: Contender;
  readonly calls: number;
  readonly milliseconds: number[];
  secondsUsed: number;
}

/**
 * Runs the contenders in turn, round after round, so that drift in the machine's speed affects all alike. The order
 * rotates, so that no contender always follows the same one.
 */
export async function runRounds(
  contenders: readonly Contender[],
  limits: Limits,
): Promise<ReadonlyMap<string, Timing>> {
  const entrants: Entrant[] = [];
  for (const contender of contenders) {
    entrants.push({ contender, calls: await warmUp(contender), milliseconds: [], secondsUsed: 0 });
  }
  for (let round = 0; round < limits.rounds; round++) {
    const running = entrants.filter(({ secondsUsed }) => round < MIN_ROUNDS || secondsUsed < limits.seconds);
    for (let place = 0; place < running.length; place++) {
      const entrant = running[(round + place) % running.length]!;
      // Not timed: it refills the caches and outlasts the previous contender's threads, which may still be spinning.
      await entrant.contender.run(1);
      const seconds = await entrant.contender.run(entrant.calls);
      entrant.secondsUsed += seconds;
      entrant.milliseconds.push((1000 * seconds) / entrant.calls);
    }
  }
  return new Map(entrants.map((entrant) => [entrant.contender.name, summarise(entrant)]));
}

/** @return the number of calls in a round */
async function warmUp(contender: Contender): Promise<number> {
  let calls = 1;
  await contender.run(calls);
  for (;;) {
    const seconds = await contender.run(calls);
    if (seconds >= MIN_ROUND_SECONDS) return calls;
    calls *= Math.min(10, Math.max(2, Math.ceil(MIN_ROUND_SECONDS / seconds)));
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
