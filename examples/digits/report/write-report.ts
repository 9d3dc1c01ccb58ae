import { join } from 'node:path';
import type { TopLevelSpec } from 'vega-lite' with { 'resolution-mode': 'import' };
import { WaveFile } from 'wavefile';
import type { ScoredUtterances } from '../evaluation/test-set';
import { SAMPLE_RATE } from '../speech/samples';
import { writeAtomically } from '../support/files';
import { chooseUtterances, type ReadUtterance } from './choose-utterances';
import { reportPage, type ShownUtterance } from './page';
import { readLog } from './read-log';
import { type Curve, curvesLegend, trainingCurves } from './training-curves';
import { waveformChart, waveformLegend } from './waveform-chart';

const FILE_NAME = 'report.html';

/**
 * Writes the report of a training: its curves, its errors on the test set, and some test utterances to look at and to
 * listen to.
 *
 * @param folder holds the log and receives the report
 * @param tested scores of the test set; empty if the training was stopped
 * @param frameShift seconds from one score frame to the next
 * @return the path of the report
 */
export async function writeReport(
  folder: string,
  tested: readonly ScoredUtterances[],
  frameShift: number,
): Promise<string> {
  const draw = await loadPlotting();
  const log = readLog(folder);
  const { utterances, misread, chosen } = chooseUtterances(tested, frameShift);
  // A line needs two steps.
  const curves = log.steps.length > 1 ? trainingCurves(log) : [];
  const drawCurve = async ({ field, title, chart }: Curve) => ({ field, title, svg: await draw(chart) });
  const page = reportPage({
    log,
    curves: await Promise.all(curves.map(drawCurve)),
    curvesLegend: curvesLegend(log),
    utterances,
    misread,
    shown: await Promise.all(chosen.map((utterance) => show(utterance, draw))),
    waveformLegend: waveformLegend(chosen),
  });
  const file = join(folder, FILE_NAME);
  writeAtomically(file, page);
  return file;
}

async function show(utterance: ReadUtterance, draw: Draw): Promise<ShownUtterance> {
  const { spoken, read, samples } = utterance;
  return { spoken, read, waveform: await draw(waveformChart(utterance)), sound: toDataUri(samples) };
}

/** Returns an SVG element. */
type Draw = (chart: TopLevelSpec) => Promise<string>;

async function loadPlotting(): Promise<Draw> {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  return (chart) => new vega.View(vega.parse(vegaLite.compile(chart).spec), { renderer: 'none' }).toSVG();
}

/** A 16-bit WAV file, normalised to full scale. */
function toDataUri(samples: Float32Array): string {
  const peak = samples.reduce((max, sample) => Math.max(max, Math.abs(sample)), 1e-9);
  const wav = new WaveFile();
  wav.fromScratch(
    1,
    SAMPLE_RATE,
    '16',
    Int16Array.from(samples, (sample) => Math.round((sample / peak) * 32767)),
  );
  return wav.toDataURI();
}
