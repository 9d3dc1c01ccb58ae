import { join } from 'node:path';
import type { TopLevelSpec } from 'vega-lite' with { 'resolution-mode': 'import' };
import { WaveFile } from 'wavefile';
import { SAMPLE_RATE } from './audio';
import type { Clip } from './clips';
import type { Recognizer } from './recognizer';
import { trainingCurves } from './report-curves';
import { readLog } from './report-log';
import { reportPage } from './report-page';
import { hearSamples } from './report-utterances';
import { waveformChart } from './report-waveform';
import { writeAtomically } from './write-atomically';

const FILE_NAME = 'report.html';

/**
 * Writes the page on a training, from its log and from what the network makes of the test set: curves, errors, and
 * utterances to look at and to listen to.
 *
 * @param folder holds the log, and is where the page goes
 * @return the file
 */
export async function writeReport(folder: string, recognizer: Recognizer, test: readonly Clip[]): Promise<string> {
  const draw = await loadPlotting();
  const log = readLog(folder);
  const { utterances, misread, shown } = hearSamples(recognizer, test);
  const page = reportPage({
    log,
    curves: log.steps.length > 0 ? await draw(trainingCurves(log)) : undefined,
    utterances,
    misread,
    shown: await Promise.all(
      shown.map(async (utterance) => ({
        spoken: utterance.spoken,
        read: utterance.read,
        svg: await draw(waveformChart(utterance)),
        sound: toDataUri(utterance.samples),
      })),
    ),
  });
  const file = join(folder, FILE_NAME);
  writeAtomically(file, page);
  return file;
}

async function loadPlotting(): Promise<(chart: TopLevelSpec) => Promise<string>> {
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
