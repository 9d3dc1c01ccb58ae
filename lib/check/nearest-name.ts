/** The candidate with the most similar spelling, ignoring case and underscores; undefined if none is similar. */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const normalise = (text: string) => text.replaceAll('_', '').toLowerCase();
  const [nearest] = candidates
    .map((candidate) => ({ candidate, distance: editDistance(normalise(name), normalise(candidate)) }))
    .sort((a, b) => a.distance - b.distance);
  if (nearest === undefined) return undefined;
  return nearest.distance <= Math.max(2, nearest.candidate.length / 3) ? nearest.candidate : undefined;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
