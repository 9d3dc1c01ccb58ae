import type { TopLevelSpec } from 'vega-lite' with { 'resolution-mode': 'import' };
import { Problem } from '../command-line/problem';

/** @return the chart as an SVG document */
export type Draw = (chart: TopLevelSpec) => Promise<string>;

/**
 * The plotting library comes only when a picture is asked for: the package does without it.
 *
 * @throws Problem where it is not installed
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
