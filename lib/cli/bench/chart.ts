import { Problem } from '../problem';
import { chartOf } from './chart-spec';
import type { Run } from './results';

/** @return an SVG document */
export type DrawChart = (run: Run) => Promise<string>;

/**
 * The plotting library comes only when a chart is asked for: the package does without it.
 *
 * @throws Problem where it is not installed
 */
export async function loadChart(): Promise<DrawChart> {
  try {
    const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
    return (run) => {
      const { spec } = vegaLite.compile(chartOf(run));
      return new vega.View(vega.parse(spec), { renderer: 'none' }).toSVG();
    };
  } catch (error) {
    throw new Problem(
      `a chart needs the npm packages vega and vega-lite: npm install vega vega-lite (${(error as Error).message.split('\n')[0]})`,
    );
  }
}
