/** A run of frames with the same colour in a row of a heat map. */
export interface Cell {
  readonly row: number;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly value: number;
}

/** The range of values that a heat map shows. */
export interface Shades {
  /** Cells with this value or less stay empty. */
  readonly min: number;
  readonly max: number;
  /** Values are rounded to multiples of this. */
  readonly step: number;
}

/** Merges neighbours of the same shade into one cell, so that a chart of thousands of frames stays small. */
export function cellsOf(
  rows: number,
  frames: number,
  valueAt: (row: number, frame: number) => number,
  { min, max, step }: Shades,
): Cell[] {
  const cells: Cell[] = [];
  const shade = (row: number, frame: number) =>
    Math.round(Math.min(max, Math.max(min, valueAt(row, frame))) / step) * step;
  for (let row = 0; row < rows; row++) {
    for (let frame = 0; frame < frames; ) {
      const start = frame;
      const value = shade(row, frame);
      while (frame < frames && Object.is(shade(row, frame), value)) frame++;
      if (value > min) cells.push({ row, start, end: frame, value });
    }
  }
  return cells;
}
