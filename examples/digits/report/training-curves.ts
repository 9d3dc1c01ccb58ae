import type { TopLevelSpec } from 'vega-lite' with { 'resolution-mode': 'import' };
import type { LegendEntry } from './legend';
import type { LogEntries } from './read-log';

/** In pixels, before the page scales the chart. */
const WIDTH = 330;
const HEIGHT = 150;
/** Steps on either side that are averaged with a step. */
const SMOOTHING = 10;
const STEP_COLOR = '#c3d0e0';
const MEAN_COLOR = '#30638e';
const HELD_OUT_COLOR = '#d1495b';
const PERCENT = '.0%';

export interface Curve {
  /** Field of the log entries. */
  readonly field: string;
  readonly title: string;
  readonly chart: TopLevelSpec;
}

/** The training step by step: each step, the moving mean, and the held-out set as points. */
export function trainingCurves(log: LogEntries): Curve[] {
  return [
    curve(log, 'loss', 'Loss per utterance in nats (logarithmic scale)', { type: 'log' }),
    curve(
      log,
      'labelErrorRate',
      'Label error rate (square-root scale)',
      { type: 'sqrt', domain: [0, 1] },
      { format: PERCENT, ticks: [0, 0.01, 0.05, 0.1, 0.25, 0.5, 1] },
    ),
    curve(log, 'blankShare', 'Posterior share of blanks', { type: 'linear', zero: false }, { format: PERCENT }),
    curve(log, 'learningRate', 'Learning rate', { type: 'linear' }, { reach: 0 }),
  ];
}

/** The marks that {@link trainingCurves} draws for this log. */
export function curvesLegend({ heldOut }: LogEntries): LegendEntry[] {
  const points: LegendEntry[] = [
    { mark: 'diamond', color: HELD_OUT_COLOR, text: 'held-out set, best so far' },
    { mark: 'circle', color: HELD_OUT_COLOR, text: 'held-out set' },
  ];
  return [
    { mark: 'line', color: STEP_COLOR, text: 'batch of each step' },
    { mark: 'line', color: MEAN_COLOR, text: `mean over a step and up to ${SMOOTHING} on either side` },
    ...points.filter(({ mark }) => heldOut.some(({ best }) => best === (mark === 'diamond'))),
  ];
}

type Scale = {
  readonly type: 'log' | 'linear' | 'sqrt';
  readonly domain?: number[];
  readonly zero?: boolean;
};

interface CurveOptions {
  /** Of the numbers on the vertical axis. */
  readonly format?: string;
  /** On the vertical axis; evenly spaced by default. */
  readonly ticks?: number[];
  /** Steps on either side in the moving mean. */
  readonly reach?: number;
}

function curve(
  { steps, heldOut }: LogEntries,
  field: string,
  title: string,
  scale: Scale,
  { format = '', ticks, reach = SMOOTHING }: CurveOptions = {},
): Curve {
  const x = {
    field: 'step',
    type: 'quantitative',
    title: 'step',
    scale: { nice: false, zero: true },
    axis: { tickCount: 6, tickMinStep: 1, format: ',d' },
  } as const;
  // Vega leaves out values if there are more of them than tickCount.
  const axis = { format, gridOpacity: 0.5, ...(ticks ? { values: ticks } : { tickCount: 5 }) };
  const y = (name: string) => ({ field: name, type: 'quantitative', title: null, scale, axis }) as const;
  const smooth = `${field} smoothed`;
  // NaN and infinity, and 0 on a logarithmic scale, cannot be drawn.
  const isDrawable = `isValid(datum.${field})${scale.type === 'log' ? ` && datum.${field} > 0` : ''}`;
  // A line is clipped where it leaves the scale; a point would be drawn outside.
  const isOnScale = scale.domain ? `datum.${field} <= ${scale.domain[1]}` : 'true';
  const chart: TopLevelSpec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'white',
    padding: 4,
    width: WIDTH,
    height: HEIGHT,
    datasets: { steps: [...steps], heldOut: [...heldOut] },
    layer: [
      {
        data: { name: 'steps' },
        transform: [{ filter: isDrawable }],
        layer: [
          { mark: { type: 'line', color: STEP_COLOR, strokeWidth: 1, clip: true }, encoding: { x, y: y(field) } },
          {
            transform: [{ window: [{ op: 'mean', field, as: smooth }], frame: [-reach, reach] }],
            mark: { type: 'line', color: MEAN_COLOR, strokeWidth: 2, clip: true },
            encoding: { x, y: y(smooth) },
          },
        ],
      },
      {
        data: { name: 'heldOut' },
        transform: [{ filter: `${isDrawable} && ${isOnScale}` }],
        mark: { type: 'point', filled: true, size: 40, color: HELD_OUT_COLOR, opacity: 1 },
        encoding: {
          x,
          y: y(field),
          shape: {
            field: 'best',
            type: 'nominal',
            scale: { domain: [true, false], range: ['diamond', 'circle'] },
            legend: null,
          },
        },
      },
    ],
    // Without labelFlush the labels at the ends stay centred on their ticks.
    config: { axis: { labelFlush: false }, view: { stroke: '#cccccc' }, aria: false },
  };
  return { field, title, chart };
}
