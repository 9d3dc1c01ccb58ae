/** The position of each name in a block's layout. */
export function positionsOf<const Names extends readonly string[]>(names: Names) {
  return Object.fromEntries(names.map((name, index) => [name, index])) as Readonly<Record<Names[number], number>>;
}
