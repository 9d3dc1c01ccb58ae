import type { TopLevelSpec } from 'vega-lite' with { 'resolution-mode': 'import' };
import type { LogEntries } from './read-log';

type Panel = Extract<TopLevelSpec, { hconcat: unknown }>['hconcat'][number];

const WIDTH = 420;
const HEIGHT = 170;
/** Steps on either side that are averaged with one, where there are as many. */
export const SMOOTHING = 10;
const EACH_STEP = '#c3d0e0';
const SMOOTH = '#30638e';
const HELD_OUT = '#d1495b';
const PERCENT = '.0%';

/** How the training went, step by step: each step pale, their moving mean over it, what was held out as points. */
export function trainingCurves({ steps, heldOut }: LogEntries): TopLevelSpec {
  const curves = [
    curve('loss', 'Loss, nats an utterance (logarithmic)', { type: 'log' }),
    curve(
      'labelErrorRate',
      'Label error rate',
      { type: 'sqrt', domain: [0, 1] },
      PERCENT,
      [0, 0.01, 0.05, 0.1, 0.25, 0.5, 1],
    ),
    curve('blankShare', 'Share of blanks in the posterior', { type: 'linear', zero: false }, PERCENT),
    curve('learningRate', 'Learning rate', { type: 'linear' }, '', undefined, 0),
  ];
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'white',
    padding: 8,
    spacing: 24,
    columns: 2,
    datasets: { steps: [...steps], heldOut: [...heldOut] },
    concat: curves,
    config: { title: { anchor: 'start', frame: 'group' }, view: { stroke: '#cccccc' }, aria: false },
  };
}

type Scale = {
  readonly type: 'log' | 'linear' | 'sqrt';
  readonly domain?: number[];
  readonly zero?: boolean;
};

/** @param format of the numbers on the axis, and which they are if not evenly spread @param reach steps on either side that are averaged with one */
function curve(field: string, title: string, scale: Scale, format = '', values?: number[], reach = SMOOTHING): Panel {
  const x = {
    field: 'step',
    type: 'quantitative',
    title: 'step',
    scale: { nice: false, zero: true },
    axis: { tickCount: 6, tickMinStep: 1, format: ',d' },
  } as const;
  const axis = { format, tickCount: 5, gridOpacity: 0.5, ...(values && { values }) };
  const y = (name: string) => ({ field: name, type: 'quantitative', title: null, scale, axis }) as const;
  const smooth = `${field} smoothed`;
  // A loss that is no number, or 0 on a logarithmic scale, has no place.
  const hasPlace = `isValid(datum.${field})${scale.type === 'log' ? ` && datum.${field} > 0` : ''}`;
  // A line is cut off where it leaves the scale, a point would lie outside.
  const isOnScale = scale.domain ? `datum.${field} <= ${scale.domain[1]}` : 'true';
  return {
    name: field,
    width: WIDTH,
    height: HEIGHT,
    title,
    layer: [
      {
        data: { name: 'steps' },
        transform: [{ filter: hasPlace }],
        layer: [
          { mark: { type: 'line', color: EACH_STEP, strokeWidth: 1, clip: true }, encoding: { x, y: y(field) } },
          {
            transform: [{ window: [{ op: 'mean', field, as: smooth }], frame: [-reach, reach] }],
            mark: { type: 'line', color: SMOOTH, strokeWidth: 2, clip: true },
            encoding: { x, y: y(smooth) },
          },
        ],
      },
      {
        data: { name: 'heldOut' },
        transform: [{ filter: `${hasPlace} && ${isOnScale}` }],
        mark: { type: 'point', filled: true, size: 40, color: HELD_OUT, opacity: 1 },
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
  };
}
