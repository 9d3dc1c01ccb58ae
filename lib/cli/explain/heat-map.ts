import { inTime, type Panel, type rowAxis, timeAxis } from './axes';
import { type Cell, cellsOf, type Shades } from './cells';
import type { Explanation } from './explanation';
import type { Names } from './names';

/** A cell takes about a hundred bytes of the page. In noise neighbours never merge, so the number must be limited. */
const MAX_CELLS = 15_000;

/** A heat map: a value for each row and frame. */
export interface HeatMapContent {
  readonly name: string;
  readonly valueAt: (row: number, frame: number) => number;
  readonly shades: Shades;
  /** Colours of the minimum, the middle and the maximum. */
  readonly colours: readonly string[];
  readonly legend: string;
}

type Layer = Extract<Panel, { layer: unknown }>['layer'][number];

/**
 * A layer of coloured cells, as fine as the maximum number of cells allows.
 *
 * @return the layer, and for the title how many frames share a cell, if more than one
 */
export function heatMapOf(
  { name, valueAt, shades, colours, legend }: HeatMapContent,
  y: ReturnType<typeof rowAxis>,
  explanation: Explanation,
  names: Names,
): { readonly layer: Layer; readonly coarseness: string } {
  const { frames } = explanation.given;
  const { cells, framesPerColumn } = coarsened(y.scale.domain.length, frames, valueAt, shades);
  const layer: Layer = {
    name,
    data: { values: inTime(cells, names) },
    mark: 'rect',
    encoding: {
      x: timeAxis(explanation, names),
      x2: { field: 'end' },
      y,
      color: {
        field: 'value',
        type: 'quantitative',
        scale: {
          domain: [shades.min, (shades.min + shades.max) / 2, shades.max],
          range: [...colours],
          interpolate: 'rgb',
        },
        legend: { title: legend },
      },
    },
  };
  return { layer, coarseness: framesPerColumn === 1 ? '' : `; each cell is the maximum of ${framesPerColumn} frames` };
}

/** Doubles the frames per column until there are few enough cells. */
function coarsened(rows: number, frames: number, valueAt: HeatMapContent['valueAt'], shades: Shades) {
  for (let framesPerColumn = 1; ; framesPerColumn *= 2) {
    const columns = Math.ceil(frames / framesPerColumn);
    const largestIn = (row: number, column: number) => {
      const start = column * framesPerColumn;
      const end = Math.min(frames, start + framesPerColumn);
      let largest = Number.NEGATIVE_INFINITY;
      for (let frame = start; frame < end; frame++) {
        const value = valueAt(row, frame);
        if (value > largest) largest = value;
      }
      return largest;
    };
    const cells = cellsOf(rows, columns, largestIn, shades);
    if (cells.length > MAX_CELLS && columns > 1) continue;
    const inFrames = ({ row, start, end, value }: Cell): Cell => ({
      row,
      start: start * framesPerColumn,
      end: Math.min(frames, end * framesPerColumn),
      value,
    });
    return { cells: cells.map(inFrames), framesPerColumn };
  }
}
