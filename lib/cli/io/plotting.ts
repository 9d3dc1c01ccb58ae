import type { TopLevelSpec } from 'vega-lite' with { 'resolution-mode': 'import' };
import { Problem } from '../command-line/problem';

/** @return the chart as an SVG document */
export type Draw = (chart: TopLevelSpec) => Promise<string>;

/**
 * Loads the plotting library, an optional peer dependency.
 *
 * @throws Problem if it is not installed
 */
export async function loadPlotting(): Promise<Draw> {
  try {
    const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
    return (chart) => new vega.View(vega.parse(vegaLite.compile(chart).spec), { renderer: 'none' }).toSVG();
  } catch (error) {
    throw new Problem(
      `a chart needs the npm packages vega and vega-lite: npm install vega vega-lite (${(error as Error).message.split('\n')[0]})`,
    );
  }
}
