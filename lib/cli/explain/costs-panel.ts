import { ALARM, type Panel, timeAxis, widthOf } from './axes';
import type { Explanation, FrameCost } from './explanation';
import { figure, type Names, timeOf } from './names';

const HEIGHT = 110;
const MOST_BARS = 1400;
const COLOUR = '#8fa8c4';
/** Bars that stand apart. */
const FEW_BARS = 350;

/** Frames whose cost is shown to be among the largest. */
export const DEAREST_FRAMES = 10;

/** What each frame adds to the loss, as bars. */
export function costsPanel(explanation: Explanation, names: Names): Panel {
  const { given, frameCosts, diagnosis } = explanation;
  const framesPerBar = Math.ceil(given.frames / MOST_BARS);
  const leftOut = framesPerBar > 1 ? `; of ${framesPerBar} frames each, the dearest is shown` : '';
  return {
    name: 'costs',
    width: widthOf(explanation),
    height: HEIGHT,
    title: `Loss by frame: ${figure(diagnosis.loss)} nats in all${leftOut}`,
    data: {
      values: barsOf(frameCosts, framesPerBar).map(({ start, cost, isDear }) => ({
        start: timeOf(start, names),
        end: timeOf(Math.min(given.frames, start + framesPerBar), names),
        cost,
        zero: 0,
        isDear,
      })),
    },
    mark: { type: 'rect', stroke: 'white', strokeWidth: given.frames < FEW_BARS ? 0.5 : 0 },
    encoding: {
      x: timeAxis(explanation, names),
      x2: { field: 'end' },
      y: { field: 'cost', type: 'quantitative', title: 'nats', axis: { grid: true, tickCount: 4 } },
      y2: { field: 'zero' },
      color: {
        field: 'isDear',
        type: 'nominal',
        scale: { domain: [true, false], range: [ALARM, COLOUR] },
        legend: {
          title: null,
          labelExpr: `datum.value ? 'the ${Math.min(DEAREST_FRAMES, frameCosts.length)} dearest' : 'others'`,
        },
      },
    },
  };
}

/** The dearest frame of each bar; the costs come dearest first. */
function barsOf(frameCosts: readonly FrameCost[], framesPerBar: number) {
  const bars = new Map<number, { readonly start: number; readonly cost: number; readonly isDear: boolean }>();
  for (const [rank, { frame, cost }] of frameCosts.entries()) {
    const start = frame - (frame % framesPerBar);
    if (!bars.has(start)) bars.set(start, { start, cost, isDear: rank < DEAREST_FRAMES });
  }
  return [...bars.values()];
}
