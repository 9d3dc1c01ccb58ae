import { ALARM, INK, type Panel, rowAxis, timeAxis, widthOf } from './axes';
import type { Explanation } from './explanation';
import { type Names, nameOf, timeOf } from './names';
import { spreadTexts } from './spread-texts';

const ROW_HEIGHT = 24;
const FONT_SIZE = 11;
/** Width of a wide letter, in pixels. */
const LETTER_WIDTH = 8;
const MAX_TEXT_WIDTH = 60;

/** A label and the middle of its frames. */
interface Reading {
  readonly label: number;
  readonly middle: number;
}

/** The labels in the best alignment, if there is one, and those of greedy decoding. */
export function labelsPanel(explanation: Explanation, names: Names): Panel {
  const { places, reading } = explanation;
  const texts = [
    places.map(({ label, start, end }) => ({ label, middle: (start + end) / 2 })),
    reading.labels.map((label, index) => ({ label, middle: reading.timesteps[index]! + 0.5 })),
  ].flatMap((readings, row) => textsOf(readings, row, explanation, names));
  const x = timeAxis(explanation, names);
  const y = rowAxis(2, ['aligned', 'greedy'], places.length > 0 ? [0, 1] : [1]);
  return {
    width: widthOf(explanation),
    height: { step: ROW_HEIGHT },
    title: places.length > 0 ? 'Labels in the best alignment, and greedy decoding' : 'Greedy decoding',
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
            legend: places.length > 0 ? { title: 'confidence' } : null,
          },
        },
      },
      {
        name: 'names',
        data: { values: texts },
        mark: { type: 'text', fontSize: FONT_SIZE, color: INK, limit: MAX_TEXT_WIDTH },
        encoding: { x, y, text: { field: 'text', type: 'nominal' } },
      },
    ],
  };
}

/** The names of labels at their frames, moved apart where they would overlap; none if they do not fit. */
function textsOf(readings: readonly Reading[], row: number, explanation: Explanation, names: Names) {
  const { blank, given } = explanation;
  const length = widthOf(explanation);
  const pixelsPerFrame = length / Math.max(1, given.frames);
  const texts = readings.map(({ label, middle }) => {
    const text = nameOf(label, blank, names);
    const width = Math.min(MAX_TEXT_WIDTH, LETTER_WIDTH * [...text].length);
    return { text, middle: middle * pixelsPerFrame, width };
  });
  const middles = spreadTexts(texts, length) ?? [];
  return middles.map((middle, index) => ({
    row,
    start: timeOf(middle / pixelsPerFrame, names),
    text: texts[index]!.text,
  }));
}
