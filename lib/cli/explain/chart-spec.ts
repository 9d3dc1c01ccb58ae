import type { TopLevelSpec } from 'vega-lite' with { 'resolution-mode': 'import' };
import { cellsOf, type Shades } from './cells';
import type { Explanation } from './explanation';
import { figure, type Names, nameOf, timeOf } from './names';

type Panel = Extract<TopLevelSpec, { vconcat: unknown }>['vconcat'][number];

const WIDTH = { least: 640, most: 1400, perFrame: 8 };
const MOST_ROWS = 40;
const ROW = { most: 14, least: 3 };
const LATTICE_HEIGHT = 640;
const LOG_PROB: Shades = { least: -8, most: 0, step: 0.5 };
const SHARE: Shades = { least: 0, most: 1, step: 0.02 };
const COST_HEIGHT = 110;
const STRIP_ROW = 34;
/** Pixels on average below which names would cover one another. */
const LEAST_TEXT = 6;
const INK = '#222222';
const SCORE_COLOURS = ['#ffffff', '#9ecae1', '#08306b'];
const SHARE_COLOURS = ['#ffffff', '#fdae6b', '#f16913'];
const COST = '#8fa8c4';
const DEAR = '#d1495b';
const BROKEN = '#bbbbbb';

/** Frames whose cost is shown to be among the largest. */
export const DEAREST_FRAMES = 10;

/** The pictures of an explanation in Vega-Lite's terms, one above the other over the same time. Names become classes in the SVG. */
export function chartOf(explanation: Explanation, names: Names): TopLevelSpec {
  const panels = [scoresOf(explanation, names)];
  if (explanation.brokenFrames.length === 0) panels.push(stripOf(explanation, names));
  if (explanation.occupancy !== undefined) panels.push(latticeOf(explanation, names), costsOf(explanation, names));
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'white',
    padding: 12,
    spacing: 14,
    vconcat: panels,
    resolve: { scale: { color: 'independent', x: 'independent', y: 'independent' } },
    config: {
      view: { stroke: '#cccccc' },
      title: { anchor: 'start', frame: 'group', fontSize: 13 },
      axis: { grid: false },
      legend: { gradientLength: 90, titleLimit: 140 },
      // Each of thousands of cells would be described for a screen reader: the tables say what there is to say.
      aria: false,
    },
  };
}

/** The frames as the horizontal axis has them; a mark from one to another has both channels. */
function timeAxis({ given: { frames } }: Explanation, names: Names) {
  const scale = { domain: [0, timeOf(Math.max(1, frames), names)], nice: false };
  const inFrames = names.frameShift === undefined;
  const common = { field: 'start', type: 'quantitative', scale } as const;
  return inFrames ? { ...common, title: 'frame', axis: { tickMinStep: 1 } } : { ...common, title: 'seconds' };
}

function inTime<T extends { readonly start: number; readonly end: number }>(cells: readonly T[], names: Names): T[] {
  return cells.map((cell) => ({ ...cell, start: timeOf(cell.start, names), end: timeOf(cell.end, names) }));
}

function widthOf({ given: { frames } }: Explanation): number {
  return Math.min(WIDTH.most, Math.max(WIDTH.least, WIDTH.perFrame * frames));
}

/** A scale of rows from top to bottom, by number: symbols need not be different. */
function rowAxis(rows: number, labels: readonly string[], shown = [...labels.keys()]) {
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

function scoresOf(explanation: Explanation, names: Names): Panel {
  const { given, blank, logProbs, brokenFrames } = explanation;
  const { frames, classes } = given;
  const shown = shownClasses(explanation);
  const cells = cellsOf(shown.length, frames, (row, frame) => logProbs[frame * classes + shown[row]!]!, LOG_PROB);
  const x = timeAxis(explanation, names);
  const hidden = shown.length < classes ? `, the ${shown.length} that matter most of ${classes} classes` : '';
  return {
    width: widthOf(explanation),
    height: { step: ROW.most },
    title: `Scores${hidden}`,
    layer: [
      {
        name: 'scores',
        data: { values: inTime(cells, names) },
        mark: 'rect',
        encoding: {
          x,
          x2: { field: 'end' },
          y: rowAxis(
            shown.length,
            shown.map((label) => nameOf(label, blank, names)),
          ),
          color: {
            field: 'value',
            type: 'quantitative',
            scale: {
              domain: [LOG_PROB.least, LOG_PROB.least / 2, LOG_PROB.most],
              range: SCORE_COLOURS,
              interpolate: 'rgb',
            },
            legend: { title: 'ln probability' },
          },
        },
      },
      {
        name: 'broken',
        data: {
          values: inTime(
            brokenFrames.map((frame) => ({ start: frame, end: frame + 1 })),
            names,
          ),
        },
        mark: { type: 'rect', color: BROKEN },
        encoding: { x, x2: { field: 'end' } },
      },
    ],
  };
}

/** All classes where they are few; or the blank, those of the labels, and those that are most probable in some frame. */
function shownClasses({ given: { classes, labels }, blank, logProbs }: Explanation): number[] {
  const all = [...new Array<number>(classes).keys()];
  if (classes <= MOST_ROWS) return all;
  const peaks = new Float64Array(classes).fill(Number.NEGATIVE_INFINITY);
  for (const [at, logProb] of logProbs.entries()) peaks[at % classes] = Math.max(peaks[at % classes]!, logProb);
  const byPeak = all.sort((one, other) => peaks[other]! - peaks[one]!);
  return [...new Set([blank, ...labels, ...byPeak])].slice(0, MOST_ROWS).sort((one, other) => one - other);
}

function stripOf(explanation: Explanation, names: Names): Panel {
  const { places, reading, blank } = explanation;
  const width = widthOf(explanation);
  const ifLegible = <T>(labels: readonly T[]) => (labels.length * LEAST_TEXT < width ? labels : []);
  // Neighbours may be a frame apart: their names take turns in height.
  const texts = [
    ...ifLegible(places.map(({ label, start, end }) => ({ row: 0, label, middle: (start + end) / 2 }))),
    ...ifLegible(reading.labels.map((label, index) => ({ row: 1, label, middle: reading.timesteps[index]! + 0.5 }))),
  ].map(({ row, label, middle }, index) => ({
    row,
    start: timeOf(middle, names),
    text: nameOf(label, blank, names),
    isHigh: index % 2 === 0,
  }));
  const x = timeAxis(explanation, names);
  const y = rowAxis(2, ['aligned', 'read'], places.length > 0 ? [0, 1] : [1]);
  const textLayer = (isHigh: boolean) => ({
    transform: [{ filter: { field: 'isHigh', equal: isHigh } }],
    mark: { type: 'text' as const, dy: isHigh ? -6 : 7, fontSize: 11, color: INK, limit: 60 },
    encoding: { x, y, text: { field: 'text', type: 'nominal' as const } },
  });
  return {
    width,
    height: { step: STRIP_ROW },
    title: places.length > 0 ? 'Labels in the best alignment, and what is read greedily' : 'What is read greedily',
    layer: [
      {
        name: 'aligned',
        data: {
          values: places.map(({ start, end, score }) => ({
            row: 0,
            start: timeOf(start, names),
            end: timeOf(end, names),
            confidence: Math.exp(score),
          })),
        },
        mark: { type: 'rect', stroke: INK, strokeWidth: 0.5 },
        encoding: {
          x,
          x2: { field: 'end' },
          y,
          color: {
            field: 'confidence',
            type: 'quantitative',
            scale: { domain: [0, 0.5, 1], range: [DEAR, '#f3e9d2', '#7fb685'], interpolate: 'rgb' },
            legend: places.length > 0 ? { title: 'confidence', gradientLength: 50 } : null,
          },
        },
      },
      { data: { values: texts }, layer: [textLayer(true), textLayer(false)] },
    ],
  };
}

function latticeOf(explanation: Explanation, names: Names): Panel {
  const { given, blank, occupancy, path } = explanation;
  const { posterior, states } = occupancy!;
  const step = Math.min(ROW.most, Math.max(ROW.least, LATTICE_HEIGHT / states));
  const every = Math.ceil(9 / (2 * step));
  const labelStates = given.labels.flatMap((_, index) => (index % every === 0 ? [2 * index + 1] : []));
  const x = timeAxis(explanation, names);
  const y = rowAxis(
    states,
    Array.from({ length: states }, (_, state) =>
      state % 2 === 0 ? '' : nameOf(given.labels[(state - 1) / 2]!, blank, names),
    ),
    labelStates,
  );
  const cells = cellsOf(states, given.frames, (state, frame) => posterior[frame * states + state]!, SHARE);
  return {
    width: widthOf(explanation),
    height: { step },
    title: 'Posterior over the lattice (labels, blanks between them) and the best alignment',
    layer: [
      {
        name: 'lattice',
        data: { values: inTime(cells, names) },
        mark: 'rect',
        encoding: {
          x,
          x2: { field: 'end' },
          y,
          color: {
            field: 'value',
            type: 'quantitative',
            scale: { domain: [SHARE.least, SHARE.most / 2, SHARE.most], range: SHARE_COLOURS, interpolate: 'rgb' },
            legend: { title: 'probability' },
          },
        },
      },
      {
        name: 'path',
        data: { values: path.map((row, frame) => ({ row, start: timeOf(frame + 0.5, names) })) },
        mark: { type: 'line', interpolate: 'step', color: INK, strokeWidth: 1 },
        encoding: { x, y },
      },
    ],
  };
}

function costsOf(explanation: Explanation, names: Names): Panel {
  const { given, frameCosts, diagnosis } = explanation;
  return {
    name: 'costs',
    width: widthOf(explanation),
    height: COST_HEIGHT,
    title: `Loss by frame: ${figure(diagnosis.loss)} nats in all`,
    data: {
      values: frameCosts.map(({ frame, cost }, rank) => ({
        start: timeOf(frame, names),
        end: timeOf(frame + 1, names),
        cost,
        zero: 0,
        isDear: rank < DEAREST_FRAMES,
      })),
    },
    mark: { type: 'rect', stroke: 'white', strokeWidth: given.frames < WIDTH.most / 4 ? 0.5 : 0 },
    encoding: {
      x: timeAxis(explanation, names),
      x2: { field: 'end' },
      y: { field: 'cost', type: 'quantitative', title: 'nats', axis: { grid: true, tickCount: 4 } },
      y2: { field: 'zero' },
      color: {
        field: 'isDear',
        type: 'nominal',
        scale: { domain: [true, false], range: [DEAR, COST] },
        legend: {
          title: null,
          labelExpr: `datum.value ? 'the ${Math.min(DEAREST_FRAMES, frameCosts.length)} dearest' : 'others'`,
        },
      },
    },
  };
}
