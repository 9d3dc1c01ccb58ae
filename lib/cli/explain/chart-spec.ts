import type { TopLevelSpec } from 'vega-lite' with { 'resolution-mode': 'import' };
import { costsPanel } from './costs-panel';
import type { Explanation } from './explanation';
import { labelsPanel } from './labels-panel';
import { latticePanel } from './lattice-panel';
import type { Names } from './names';
import { scoresPanel } from './scores-panel';

/** The pictures of an explanation in Vega-Lite's terms, one above the other over the same time. Names become classes in the SVG. */
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
      axis: { grid: false },
      legend: { gradientLength: 90, titleLimit: 140 },
      // Each of thousands of cells would be described for a screen reader: the tables say what there is to say.
      aria: false,
    },
  };
}
