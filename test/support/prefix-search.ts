import type { ScoreTable } from './decoding';

/** The options of a beam search, all present. */
export interface PrefixSearchOptions {
  readonly beamWidth: number;
  readonly classesPerFrame: number;
  readonly logProbThreshold: number;
  /** Natural logarithm of what `label` adds after `prefix`; of what the end adds if `label` is undefined. */
  readonly gain?: (prefix: readonly number[], label: number | undefined) => number;
}

/** A label sequence with the probability of its alignments that the beam has kept. */
export interface FoundSequence {
  readonly labels: readonly number[];
  readonly probability: number;
  /** exp(logProb + gains), which ranks. */
  readonly worth: number;
}

interface Prefix {
  readonly labels: readonly number[];
  /** Probability of the alignments that end in a blank. */
  blank: number;
  /** Probability of those that end in the last label. */
  label: number;
  /** exp(sum of gains). */
  readonly factor: number;
  /** Order among sequences of equal worth: see beamSearchDecode. */
  readonly tie: readonly number[];
}

const worthOf = ({ blank, label, factor }: Prefix) => (blank + label) * factor;

/** Numbers within 1e-9 of each other rank as equal, like those of the library. */
function compare(one: number, other: number): number {
  return Math.abs(one - other) <= 1e-9 * Math.max(one, other) ? 0 : other - one;
}

function byRank(one: Prefix, other: Prefix): number {
  const difference = compare(worthOf(one), worthOf(other));
  if (difference !== 0) return difference;
  const place = one.tie.findIndex((number, i) => number !== other.tie[i]);
  return place < 0 ? 0 : one.tie[place]! - other.tie[place]!;
}

/**
 * Prefix beam search by its definition: every frame makes all extensions of every prefix, sorts everything and cuts. It
 * adds up plain probabilities in float64, so only few frames are possible; exact where these are small dyadic fractions.
 *
 * @returns every sequence of the last beam, best first
 */
export function prefixSearch(table: ScoreTable, options: PrefixSearchOptions): FoundSequence[] {
  const { gain = () => 0 } = options;
  let beam: Prefix[] = [{ labels: [], blank: 1, label: 0, factor: 1, tie: [] }];
  for (const row of table.logProbs) beam = nextBeam(beam, row, table, { ...options, gain });
  const found = beam.map((prefix) => ({
    labels: prefix.labels,
    probability: prefix.blank + prefix.label,
    worth: worthOf(prefix) * Math.exp(gain(prefix.labels, undefined)),
  }));
  return found.filter(({ worth }) => worth > 0).sort((one, other) => compare(one.worth, other.worth));
}

function nextBeam(
  beam: readonly Prefix[],
  row: readonly number[],
  { blank, mergeRepeated }: ScoreTable,
  { beamWidth, classesPerFrame, logProbThreshold, gain }: Required<PrefixSearchOptions>,
): Prefix[] {
  const probabilities = row.map((logProb) => Math.exp(logProb));
  const classes = row
    .map((logProb, label) => ({ logProb, label }))
    .filter(({ logProb, label }) => label !== blank && logProb >= logProbThreshold)
    .sort((one, other) => other.logProb - one.logProb || one.label - other.label)
    .slice(0, classesPerFrame);
  const next = new Map<string, Prefix>();
  for (const [place, prefix] of beam.entries()) {
    next.set(prefix.labels.join(), {
      ...prefix,
      blank: (prefix.blank + prefix.label) * probabilities[blank]!,
      label: mergeRepeated && prefix.labels.length > 0 ? prefix.label * probabilities[prefix.labels.at(-1)!]! : 0,
      tie: [0, place],
    });
  }
  const isInBeam = new Set(next.keys());
  for (const [place, prefix] of beam.entries()) {
    for (const label of probabilities.keys()) {
      if (label === blank) continue;
      const labels = [...prefix.labels, label];
      const rank = classes.findIndex((each) => each.label === label);
      // The limits on classes hold for new sequences only.
      if (rank < 0 && !isInBeam.has(labels.join())) continue;
      const repeats = mergeRepeated && label === prefix.labels.at(-1);
      const probability = (repeats ? prefix.blank : prefix.blank + prefix.label) * probabilities[label]!;
      const before = next.get(labels.join());
      if (before !== undefined) {
        before.label += probability;
      } else {
        const factor = prefix.factor * Math.exp(gain(prefix.labels, label));
        next.set(labels.join(), { labels, blank: 0, label: probability, factor, tie: [1, place, rank] });
      }
    }
  }
  return [...next.values()]
    .filter((prefix) => worthOf(prefix) > 0)
    .sort(byRank)
    .slice(0, beamWidth);
}
