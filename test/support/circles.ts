/** Nodes, each with those that it points at. */
export type Graph = Readonly<Record<string, readonly string[]>>;

/** A circle of the graph, its first node repeated at the end, or undefined. An edge from a node to itself is no circle. */
export function findCircle(graph: Graph): readonly string[] | undefined {
  const finished = new Set<string>();

  function visit(node: string, path: readonly string[]): readonly string[] | undefined {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (finished.has(node)) return undefined;
    for (const next of graph[node] ?? []) {
      const circle = next === node ? undefined : visit(next, [...path, node]);
      if (circle) return circle;
    }
    finished.add(node);
    return undefined;
  }

  for (const node of Object.keys(graph)) {
    const circle = visit(node, []);
    if (circle) return circle;
  }
  return undefined;
}

/** The graph whose nodes are groups of the given graph's nodes. */
export function mergeNodes(graph: Graph, groupOf: (node: string) => string): Graph {
  const merged: Record<string, Set<string>> = {};
  for (const [node, targets] of Object.entries(graph)) {
    merged[groupOf(node)] ??= new Set();
    for (const target of targets) merged[groupOf(node)]!.add(groupOf(target));
  }
  return Object.fromEntries(Object.entries(merged).map(([group, targets]) => [group, [...targets]]));
}
