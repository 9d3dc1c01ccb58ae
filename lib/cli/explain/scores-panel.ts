import { inTime, type Panel, rowAxis, timeAxis, widthOf } from './axes';
import type { Shades } from './cells';
import type { Explanation } from './explanation';
import { heatMapOf } from './heat-map';
import { type Names, nameOf } from './names';

const MOST_ROWS = 40;
const ROW_HEIGHT = 14;
const LOG_PROB: Shades = { least: -8, most: 0, step: 0.5 };
const COLOURS = ['#ffffff', '#9ecae1', '#08306b'];
const BROKEN = '#bbbbbb';

/** The scores as a heat map, frames with scores that are no numbers in grey. */
export function scoresPanel(explanation: Explanation, names: Names): Panel {
  const { given, blank, logProbs, brokenFrames } = explanation;
  const { classes } = given;
  const shown = shownClasses(explanation);
  const { layer, leftOut } = heatMapOf(
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
  const hidden = shown.length < classes ? `, the ${shown.length} that matter most of ${classes} classes` : '';
  const broken = brokenFrames.map((frame) => ({ start: frame, end: frame + 1 }));
  return {
    width: widthOf(explanation),
    height: { step: ROW_HEIGHT },
    title: `Scores${hidden}${leftOut}`,
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

/** All classes where they are few; or the blank, those of the labels, and those that are most probable in some frame. */
function shownClasses({ given: { classes, labels }, blank, logProbs }: Explanation): number[] {
  const all = [...new Array<number>(classes).keys()];
  if (classes <= MOST_ROWS) return all;
  const peaks = new Float64Array(classes).fill(Number.NEGATIVE_INFINITY);
  for (const [at, logProb] of logProbs.entries()) peaks[at % classes] = Math.max(peaks[at % classes]!, logProb);
  const byPeak = all.sort((one, other) => peaks[other]! - peaks[one]!);
  return [...new Set([blank, ...labels, ...byPeak])].slice(0, MOST_ROWS).sort((one, other) => one - other);
}
