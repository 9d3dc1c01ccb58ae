import { ALARM, type Panel, timeAxis, widthOf } from './axes';
import type { Explanation, FrameCost } from './explanation';
import { figure, type Names, timeOf } from './names';

const HEIGHT = 110;
const MAX_BARS = 1400;
const COLOUR = '#8fa8c4';
/** With more bars there is no gap between them. */
const MAX_SEPARATE_BARS = 350;

/** Number of frames that the page lists and highlights. */
export const COSTLIEST_FRAMES = 10;

/** The contribution of each frame to the loss, as bars. */
export function costsPanel(explanation: Explanation, names: Names): Panel {
  const { given, frameCosts, diagnosis } = explanation;
  const framesPerBar = Math.ceil(given.frames / MAX_BARS);
  const coarseness = framesPerBar > 1 ? `; each bar is the costliest of ${framesPerBar} frames` : '';
  const bars = barsOf(frameCosts, framesPerBar);
  return {
    name: 'costs',
    width: widthOf(explanation),
    height: HEIGHT,
    title: `Loss per frame: ${figure(diagnosis.loss)} nats in total${coarseness}`,
    data: {
      values: bars.map(({ start, cost, isCostly }) => ({
        start: timeOf(start, names),
        end: timeOf(Math.min(given.frames, start + framesPerBar), names),
        cost,
        zero: 0,
        isCostly,
      })),
    },
    mark: { type: 'rect', stroke: 'white', strokeWidth: given.frames < MAX_SEPARATE_BARS ? 0.5 : 0 },
    encoding: {
      x: timeAxis(explanation, names),
      x2: { field: 'end' },
      y: { field: 'cost', type: 'quantitative', title: 'nats', axis: { grid: true, tickCount: 4 } },
      y2: { field: 'zero' },
      color: {
        field: 'isCostly',
        type: 'nominal',
        scale: { domain: [true, false], range: [ALARM, COLOUR] },
        legend: {
          title: null,
          // A short utterance has no other frames.
          values: [true, false].filter((isCostly) => bars.some((bar) => bar.isCostly === isCostly)),
          labelExpr: `datum.value ? 'the ${Math.min(COSTLIEST_FRAMES, frameCosts.length)} costliest frames' : 'other frames'`,
        },
      },
    },
  };
}

/** The costliest frame of each bar; frameCosts is sorted, costliest first. */
function barsOf(frameCosts: readonly FrameCost[], framesPerBar: number) {
  const bars = new Map<number, { readonly start: number; readonly cost: number; readonly isCostly: boolean }>();
  for (const [rank, { frame, cost }] of frameCosts.entries()) {
    const start = frame - (frame % framesPerBar);
    if (!bars.has(start)) bars.set(start, { start, cost, isCostly: rank < COSTLIEST_FRAMES });
  }
  return [...bars.values()];
}
