import { INK, type Panel, rowAxis, timeAxis, widthOf } from './axes';
import type { Shades } from './cells';
import type { Explanation } from './explanation';
import { heatMapOf } from './heat-map';
import type { Occupancy } from './lattice';
import { type Names, nameOf, timeOf } from './names';

const HEIGHT = 640;
const ROW_HEIGHT = { min: 3, max: 14 };
const MIN_TEXT_HEIGHT = 9;
const SHARE: Shades = { min: 0, max: 1, step: 0.02 };
const COLOURS = ['#ffffff', '#fdae6b', '#f16913'];

/** The posterior over the states of the lattice as a heat map, and the best alignment as a line. */
export function latticePanel(explanation: Explanation, { posterior, states }: Occupancy, names: Names): Panel {
  const { given, blank, path } = explanation;
  const step = Math.min(ROW_HEIGHT.max, Math.max(ROW_HEIGHT.min, HEIGHT / states));
  // A label and the blank before it take two rows.
  const every = Math.ceil(MIN_TEXT_HEIGHT / (2 * step));
  const y = rowAxis(
    states,
    Array.from({ length: states }, (_, state) =>
      state % 2 === 0 ? '' : nameOf(given.labels[(state - 1) / 2]!, blank, names),
    ),
    given.labels.flatMap((_, index) => (index % every === 0 ? [2 * index + 1] : [])),
  );
  const { layer, coarseness } = heatMapOf(
    {
      name: 'lattice',
      valueAt: (state, frame) => posterior[frame * states + state]!,
      shades: SHARE,
      colours: COLOURS,
      legend: 'probability',
    },
    y,
    explanation,
    names,
  );
  return {
    width: widthOf(explanation),
    height: { step },
    title: `Posterior over the lattice (labels and the blanks between them), and the best alignment${coarseness}`,
    layer: [
      layer,
      {
        name: 'path',
        data: { values: bendsOf(path).map(({ row, frame }) => ({ row, start: timeOf(frame + 0.5, names) })) },
        mark: { type: 'line', interpolate: 'step', color: INK, strokeWidth: 1 },
        encoding: { x: timeAxis(explanation, names), y },
      },
    ],
  };
}

/** The first and last frame in each state: a line through them equals one through all frames. */
function bendsOf(path: readonly number[]): { readonly row: number; readonly frame: number }[] {
  return path.flatMap((row, frame) => (path[frame - 1] === row && path[frame + 1] === row ? [] : [{ row, frame }]));
}
