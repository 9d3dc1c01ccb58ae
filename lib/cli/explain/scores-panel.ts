import { inTime, type Panel, rowAxis, timeAxis, widthOf } from './axes';
import type { Shades } from './cells';
import type { Explanation } from './explanation';
import { heatMapOf } from './heat-map';
import { type Names, nameOf } from './names';

const MAX_ROWS = 40;
const ROW_HEIGHT = 14;
const LOG_PROB: Shades = { min: -8, max: 0, step: 0.5 };
const COLOURS = ['#ffffff', '#9ecae1', '#08306b'];
const BROKEN = '#bbbbbb';

/** The scores as a heat map; frames without valid probabilities are grey. */
export function scoresPanel(explanation: Explanation, names: Names): Panel {
  const { given, blank, logProbs, brokenFrames } = explanation;
  const { classes } = given;
  const shown = shownClasses(explanation);
  const { layer, coarseness } = heatMapOf(
    {
      name: 'scores',
      valueAt: (row, frame) => logProbs[frame * classes + shown[row]!]!,
      shades: LOG_PROB,
      colours: COLOURS,
      legend: 'ln probability',
    },
    rowAxis(
      shown.length,
      shown.map((label) => nameOf(label, blank, names)),
    ),
    explanation,
    names,
  );
  const hidden =
    shown.length < classes ? ` of ${shown.length} of ${classes} classes: blank, labels, most probable` : '';
  const broken = brokenFrames.map((frame) => ({ start: frame, end: frame + 1 }));
  return {
    width: widthOf(explanation),
    height: { step: ROW_HEIGHT },
    title: `Scores${hidden}${coarseness}`,
    layer: [
      layer,
      {
        name: 'broken',
        data: { values: inTime(broken, names) },
        mark: { type: 'rect', color: BROKEN },
        encoding: { x: timeAxis(explanation, names), x2: { field: 'end' } },
      },
    ],
  };
}

/** All classes if they are few; otherwise the blank, the labels, and the classes with the highest peaks. */
function shownClasses({ given: { classes, labels }, blank, logProbs }: Explanation): number[] {
  const all = [...new Array<number>(classes).keys()];
  if (classes <= MAX_ROWS) return all;
  const peaks = new Float64Array(classes).fill(Number.NEGATIVE_INFINITY);
  for (const [at, logProb] of logProbs.entries()) peaks[at % classes] = Math.max(peaks[at % classes]!, logProb);
  const byPeak = all.sort((one, other) => peaks[other]! - peaks[one]!);
  return [...new Set([blank, ...labels, ...byPeak])].slice(0, MAX_ROWS).sort((one, other) => one - other);
}
