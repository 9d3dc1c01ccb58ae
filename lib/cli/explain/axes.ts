import type { TopLevelSpec } from 'vega-lite' with { 'resolution-mode': 'import' };
import type { Explanation } from './explanation';
import { type Names, timeOf } from './names';

/** One of the charts above one another. */
export type Panel = Extract<TopLevelSpec, { vconcat: unknown }>['vconcat'][number];

const WIDTH = { min: 640, max: 1400, perFrame: 8 };
export const INK = '#222222';
/** Highlights problems. */
export const ALARM = '#d1495b';

/** The horizontal axis of every panel; a mark with a duration has a second channel for its end. */
export function timeAxis({ given: { frames } }: Explanation, names: Names) {
  const scale = { domain: [0, timeOf(Math.max(1, frames), names)], nice: false };
  const inFrames = names.frameShift === undefined;
  const common = { field: 'start', type: 'quantitative', scale } as const;
  return inFrames ? { ...common, title: 'frame', axis: { tickMinStep: 1 } } : { ...common, title: 'seconds' };
}

/** Converts frames to the unit of the axis. */
export function inTime<T extends { readonly start: number; readonly end: number }>(
  cells: readonly T[],
  names: Names,
): T[] {
  return cells.map((cell) => ({ ...cell, start: timeOf(cell.start, names), end: timeOf(cell.end, names) }));
}

/** Width of a panel in pixels. */
export function widthOf({ given: { frames } }: Explanation): number {
  return Math.min(WIDTH.max, Math.max(WIDTH.min, WIDTH.perFrame * frames));
}

/** A vertical axis of rows by number, since symbols may be equal. */
export function rowAxis(rows: number, labels: readonly string[], shown = [...labels.keys()]) {
  return {
    field: 'row',
    type: 'ordinal' as const,
    scale: { domain: [...new Array<number>(rows).keys()] as number[] },
    axis: {
      values: shown,
      labelExpr: `${JSON.stringify(labels)}[datum.value]`,
      ticks: false,
      labelLimit: 90,
      labelPadding: 4,
    },
    title: null,
  };
}
