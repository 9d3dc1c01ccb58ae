import type { TopLevelSpec } from 'vega-lite' with { 'resolution-mode': 'import' };
import { costsPanel } from './costs-panel';
import type { Explanation } from './explanation';
import { labelsPanel } from './labels-panel';
import { latticePanel } from './lattice-panel';
import type { Names } from './names';
import { scoresPanel } from './scores-panel';

/** The Vega-Lite chart of an explanation: panels above one another over the same time. Their names become classes in the SVG. */
export function chartOf(explanation: Explanation, names: Names): TopLevelSpec {
  const panels = [scoresPanel(explanation, names)];
  if (explanation.brokenFrames.length === 0) panels.push(labelsPanel(explanation, names));
  const { occupancy } = explanation;
  if (occupancy !== undefined) panels.push(latticePanel(explanation, occupancy, names), costsPanel(explanation, names));
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
      // Labels stay centred on the first and the last tick.
      axis: { grid: false, labelFlush: false },
      // Beside a wide chart a legend would be outside the window.
      legend: {
        orient: 'top',
        direction: 'horizontal',
        titleOrient: 'left',
        titleAnchor: 'start',
        gradientLength: 120,
        gradientThickness: 10,
        titleLimit: 140,
        labelLimit: 200,
        offset: 4,
      },
      // Screen readers would read out thousands of cells: the tables hold the essence.
      aria: false,
    },
  };
}
