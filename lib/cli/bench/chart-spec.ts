import type { TopLevelSpec } from 'vega-lite' with { 'resolution-mode': 'import' };
import { sizesOf } from './cases';
import { COPY, type Curve, OURS, type Run } from './results';

type Panel = Extract<TopLevelSpec, { vconcat: unknown }>['vconcat'][number];

const WIDTH = 640;
const BAR_STEP = 11;
const CURVE_SIZE = 130;
const OURS_COLOUR = '#d1495b';
const COPY_COLOUR = '#b8b8b8';
const TEXTBOOK_COLOUR = '#444444';
/** One for each of the peers. */
const PEER_COLOURS = [
  '#30638e',
  '#00798c',
  '#edae49',
  '#8d6a9f',
  '#6a994e',
  '#9c6644',
  '#e8a1aa',
  '#8f2d3c',
  '#c97b84',
  '#5c946e',
];

/** The Vega-Lite chart: a bar for each contender of each case, and the growth curves if they were measured. */
export function chartOf(run: Run): TopLevelSpec {
  const panels: Panel[] = [];
  if (run.cases.length > 0) panels.push(barsOf(run));
  if (run.scaling !== undefined) panels.push({ hconcat: run.scaling.map(curveOf) });
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'white',
    padding: 12,
    title: {
      text: 'CTC loss and gradient',
      subtitle: `${run.threads === 1 ? 'one thread' : `${run.threads} threads`}, ${run.kernel}, ${run.machine.processor}`,
      anchor: 'start',
    },
    vconcat: panels,
    config: { view: { stroke: null }, axis: { labelFlush: false } },
  };
}

function barsOf({ cases, textbook, peers }: Run): Panel {
  const colours = new Map<string, string>([
    [OURS, OURS_COLOUR],
    [COPY, COPY_COLOUR],
    [textbook, TEXTBOOK_COLOUR],
    ...peers.map(({ name }, index) => [name, PEER_COLOURS[index]!] as const),
  ]);
  // A peer that failed in every case has no bar, so it gets no legend entry.
  const contenders = [...colours.keys()].filter((name) => cases.some(({ timings }) => name in timings));
  const bars = cases.flatMap((one) =>
    contenders.flatMap((contender) => {
      const timing = one.timings[contender];
      return timing === undefined ? [] : [{ case: `${one.name}  ${sizesOf(one)}`, contender, ms: timing.median }];
    }),
  );
  const times = bars.map(({ ms }) => ms);
  const [min, max] = [Math.min(...times) / 1.5, Math.max(...times) * 2];
  return {
    width: WIDTH,
    height: { step: BAR_STEP, for: 'offset' },
    data: { values: bars },
    encoding: {
      y: { field: 'case', type: 'nominal', sort: null, title: null, axis: { labelLimit: 260, ticks: false } },
      yOffset: { field: 'contender', type: 'nominal', sort: contenders },
      x: {
        field: 'ms',
        type: 'quantitative',
        scale: { type: 'log', domain: [min, max], nice: false },
        title: 'ms per batch, logarithmic: shorter is faster',
      },
    },
    layer: [
      {
        mark: 'bar',
        encoding: {
          // A logarithmic scale has no zero for bars to start from.
          x2: { datum: min },
          color: {
            field: 'contender',
            type: 'nominal',
            sort: contenders,
            scale: { domain: contenders, range: contenders.map((name) => colours.get(name)!) },
            title: null,
            legend: { orient: 'top', columns: 0 },
          },
        },
      },
      {
        mark: { type: 'text', align: 'left', dx: 3, fontSize: 8 },
        encoding: { text: { field: 'ms', format: '.3~r' } },
      },
    ],
  };
}

/** Both axes are logarithmic; the dashed line is linear growth through the largest point. */
function curveOf({ dimension, from, points, exponent }: Curve): Panel {
  const last = points.at(-1)!;
  const values = points.map(({ size, milliseconds }) => ({
    size,
    milliseconds,
    linear: (last.milliseconds * size) / last.size,
  }));
  const times = points.map(({ milliseconds }) => milliseconds);
  const domain = [Math.min(...times) / 1.2, Math.max(...times) * 1.2];
  const x = {
    field: 'size',
    type: 'quantitative',
    scale: { type: 'log', nice: false },
    axis: { values: points.map(({ size }) => size), format: '~s', labelOverlap: 'greedy' },
    title: dimension,
  } as const;
  const y = (field: string) =>
    ({ field, type: 'quantitative', scale: { type: 'log', domain, nice: false }, title: 'ms' }) as const;
  return {
    width: CURVE_SIZE,
    height: CURVE_SIZE,
    title: {
      text: `${dimension}: p = ${exponent.toFixed(2)}`,
      subtitle: `from ${sizesOf(from)}`,
      fontSize: 11,
      subtitleFontSize: 10,
    },
    data: { values },
    layer: [
      {
        mark: { type: 'line', strokeDash: [4, 3], color: COPY_COLOUR, clip: true },
        encoding: { x, y: y('linear') },
      },
      {
        mark: { type: 'line', point: { color: OURS_COLOUR }, color: OURS_COLOUR },
        encoding: { x, y: y('milliseconds') },
      },
    ],
  };
}
