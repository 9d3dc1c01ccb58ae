/** A run of frames that have the same colour in a row of a heat map. */
export interface Cell {
  readonly row: number;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly value: number;
}

/** How the values of a heat map become colours. */
export interface Shades {
  /** At and below it a cell stays empty. */
  readonly least: number;
  readonly most: number;
  /** Values are rounded to multiples of it. */
  readonly step: number;
}

/** Draws neighbours of one shade as one cell: a picture of thousands of frames stays small. */
export function cellsOf(
  rows: number,
  frames: number,
  valueAt: (row: number, frame: number) => number,
  { least, most, step }: Shades,
): Cell[] {
  const cells: Cell[] = [];
  const shade = (row: number, frame: number) =>
    Math.round(Math.min(most, Math.max(least, valueAt(row, frame))) / step) * step;
  for (let row = 0; row < rows; row++) {
    for (let frame = 0; frame < frames; ) {
      const start = frame;
      const value = shade(row, frame);
      while (frame < frames && Object.is(shade(row, frame), value)) frame++;
      if (value > least) cells.push({ row, start, end: frame, value });
    }
  }
  return cells;
}
