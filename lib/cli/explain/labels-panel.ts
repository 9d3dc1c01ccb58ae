import { ALARM, INK, type Panel, rowAxis, timeAxis, widthOf } from './axes';
import type { Explanation } from './explanation';
import { type Names, nameOf, timeOf } from './names';

const ROW_HEIGHT = 34;
/** Pixels on average below which names would cover one another. */
const LEAST_TEXT = 6;

/** The labels in the best alignment, if there is one, and what is read greedily. */
export function labelsPanel(explanation: Explanation, names: Names): Panel {
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
    height: { step: ROW_HEIGHT },
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
            scale: { domain: [0, 0.5, 1], range: [ALARM, '#f3e9d2', '#7fb685'], interpolate: 'rgb' },
            legend: places.length > 0 ? { title: 'confidence', gradientLength: 50 } : null,
          },
        },
      },
      { data: { values: texts }, layer: [textLayer(true), textLayer(false)] },
    ],
  };
}
