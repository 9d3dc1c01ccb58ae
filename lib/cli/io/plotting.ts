import type { TopLevelSpec } from 'vega-lite' with { 'resolution-mode': 'import' };
import { Problem } from '../command-line/problem';

/** @return the chart as an SVG document */
export type Draw = (chart: TopLevelSpec) => Promise<string>;

/**
 * Loads the plotting packages, which are optional peer dependencies: only charts need them.
 *
 * @throws {Problem} if they are not installed or do not load
 */
export async function loadPlotting(): Promise<Draw> {
  try {
    const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
    return (chart) => new vega.View(vega.parse(vegaLite.compile(chart).spec), { renderer: 'none' }).toSVG();
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    const reason = code === 'ERR_MODULE_NOT_FOUND' ? '' : ` (they do not load: ${message.split('\n')[0]})`;
    throw new Problem(
      `a chart needs the npm packages vega and vega-lite beside ctc-native: npm install vega vega-lite${reason}`,
    );
  }
}
