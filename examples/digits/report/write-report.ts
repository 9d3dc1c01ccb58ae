import { join } from 'node:path';
import type { TopLevelSpec } from 'vega-lite' with { 'resolution-mode': 'import' };
import { WaveFile } from 'wavefile';
import type { ScoredUtterances } from '../evaluation/error-counts';
import { SAMPLE_RATE } from '../speech/read-wav';
import { writeAtomically } from '../support/files';
import { type HeardUtterance, hearSamples } from './choose-utterances';
import { reportPage, type ShownUtterance } from './page';
import { readLog } from './read-log';
import { trainingCurves } from './training-curves';
import { waveformChart } from './waveform-chart';

const FILE_NAME = 'report.html';

/**
 * Writes the page on a training, from its log and from what the network made of the test set: curves, errors, and
 * utterances to look at and to listen to.
 *
 * @param folder holds the log, and is where the page goes
 * @param tested none where the training was stopped
 * @param frameShift seconds from one frame of scores to the next
 * @return the file
 */
export async function writeReport(
  folder: string,
  tested: readonly ScoredUtterances[],
  frameShift: number,
): Promise<string> {
  const draw = await loadPlotting();
  const log = readLog(folder);
  const heard = hearSamples(tested, frameShift);
  const page = reportPage({
    ...heard,
    log,
    // Of one step there is no line.
    curves: log.steps.length > 1 ? await draw(trainingCurves(log)) : undefined,
    shown: await Promise.all(heard.shown.map((utterance) => show(utterance, draw))),
  });
  const file = join(folder, FILE_NAME);
  writeAtomically(file, page);
  return file;
}

async function show(utterance: HeardUtterance, draw: Draw): Promise<ShownUtterance> {
  const { spoken, read, samples } = utterance;
  return { spoken, read, svg: await draw(waveformChart(utterance)), sound: toDataUri(samples) };
}

/** Returns an SVG element. */
type Draw = (chart: TopLevelSpec) => Promise<string>;

async function loadPlotting(): Promise<Draw> {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  return (chart) => new vega.View(vega.parse(vegaLite.compile(chart).spec), { renderer: 'none' }).toSVG();
}

/** A WAV file of 16 bits, as loud as it can be. */
function toDataUri(samples: Float32Array): string {
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1e-9);
  const wav = new WaveFile();
  wav.fromScratch(
    1,
    SAMPLE_RATE,
    '16',
    Int16Array.from(samples, (sample) => Math.round((sample / peak) * 32767)),
  );
  return wav.toDataURI();
}
