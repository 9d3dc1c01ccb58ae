import { rowAxis } from '../../../../lib/cli/explain/axes';
import { costsPanel } from '../../../../lib/cli/explain/costs-panel';
import type { Explanation, FrameCost } from '../../../../lib/cli/explain/explanation';
import { heatMapOf } from '../../../../lib/cli/explain/heat-map';
import { randomNumbers } from '../../../support/random-batch';

/** Too many for a cell or a bar each, and not a multiple of the number that shares one. */
const FRAMES = 3001;

/** The data of a layer or panel. */
const valuesOf = (drawn: object) => (drawn as { data: { values: never[] } }).data.values;

test('a cell shows the largest value of its frames, and no frame is left out', () => {
  const rows = 12;
  const random = randomNumbers(1);
  // Neighbours always differ.
  const values = Array.from({ length: rows * FRAMES }, (_, i) => (i % 2 === 0 ? 0.5 : 0.02) + random() / 2 - 0.01);
  const valueAt = (row: number, frame: number) => values[row * FRAMES + frame]!;
  const shades = { min: 0, max: 1, step: 0.001 };
  const content = { name: 'noise', valueAt, shades, colours: ['white', 'grey', 'black'], legend: 'noise' };
  const axis = rowAxis(rows, new Array<string>(rows).fill(''));
  const { layer, coarseness } = heatMapOf(content, axis, { given: { frames: FRAMES } } as Explanation, {});
  const cells: { row: number; start: number; end: number; value: number }[] = valuesOf(layer);
  expect(cells.length).toBeLessThanOrEqual(15_000);
  const framesPerCell = Number(/^; each cell is the maximum of (\d+) frames$/.exec(coarseness)![1]);
  expect(framesPerCell).toBeGreaterThan(1);

  const covered = new Array<number>(rows).fill(0);
  for (const { row, start, end, value } of cells) {
    covered[row]! += end - start;
    for (let column = start; column < end; column += framesPerCell) {
      const last = Math.min(FRAMES, column + framesPerCell);
      const largest = Math.max(...values.slice(row * FRAMES + column, row * FRAMES + last));
      expect(Math.abs(value - largest)).toBeLessThanOrEqual(0.5001 * shades.step);
    }
  }
  expect(covered).toEqual(new Array(rows).fill(FRAMES));
});

test('a bar shows the costliest of its frames, and no frame is left out', () => {
  const random = randomNumbers(2);
  const costs = Array.from({ length: FRAMES }, () => random());
  const frameCosts = costs
    .map((cost, frame) => ({ frame, cost }) as FrameCost)
    .sort((one, other) => other.cost - one.cost);
  const panel = costsPanel({ given: { frames: FRAMES }, frameCosts, diagnosis: { loss: 1 } } as never, {});
  const bars: { start: number; end: number; cost: number; isCostly: boolean }[] = valuesOf(panel);
  expect(panel.title).toBe('Loss per frame: 1.00 nats in total; each bar is the costliest of 3 frames');
  expect(bars.reduce((frames, { start, end }) => frames + end - start, 0)).toBe(FRAMES);
  for (const { start, end, cost } of bars) expect(cost).toBe(Math.max(...costs.slice(start, end)));
  const costliest = new Set(frameCosts.slice(0, 10).map(({ frame }) => Math.floor(frame / 3)));
  expect(bars.filter(({ isCostly }) => isCostly)).toHaveLength(costliest.size);
});
