import { ctcLossSync } from '../..';
import type { Case } from './cases';
import { drawInputs } from './inputs';
import { requestFor } from './measure-case';
import type { Curve, Dimension } from './results';
import { inProcess, type Limits, runRounds } from './rounds';

const BASE: Case = { name: 'base', batch: 8, time: 400, classes: 32, labels: 40, kind: 'even' };

const SIZES: Readonly<Record<Dimension, readonly number[]>> = {
  batch: [1, 2, 4, 8, 16, 32, 64],
  time: [100, 200, 400, 800, 1600, 3200, 6400, 12_800],
  classes: [8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096],
  labels: [1, 2, 5, 10, 20, 40, 80, 160],
};

/** The exponent is fitted to a curve's largest sizes, where constant costs no longer hide the growth. */
const FITTED_POINTS = 3;

/** Varies one dimension at a time. */
export async function measureScaling(threads: number, limits: Limits): Promise<Curve[]> {
  const curves: Curve[] = [];
  for (const [dimension, sizes] of Object.entries(SIZES) as [Dimension, readonly number[]][]) {
    const contenders = sizes.map((size) => {
      const one: Case = { ...BASE, [dimension]: size };
      const inputs = drawInputs(one);
      const request = { ...requestFor(one, inputs), threads, gradient: new Float32Array(inputs.logits.length) };
      return inProcess(String(size), () => ctcLossSync(request));
    });
    const timings = await runRounds(contenders, limits);
    const points = sizes.map((size) => ({ size, milliseconds: timings.get(String(size))!.median }));
    curves.push({ dimension, from: BASE, points, exponent: exponentOf(points.slice(-FITTED_POINTS)) });
  }
  return curves;
}

function exponentOf(points: Curve['points']): number {
  const [first, last] = [points[0]!, points.at(-1)!];
  return Math.log(last.milliseconds / first.milliseconds) / Math.log(last.size / first.size);
}
