import { basename } from 'node:path';
import { CtcError } from '../../check/errors';
import type { Command } from '../command-line/command';
import { type Options, UsageError } from '../command-line/options';
import { Problem } from '../command-line/problem';
import { readNpy } from '../io/npy';
import { outputFiles, writeWhole } from '../io/output-file';
import { loadPlotting } from '../io/plotting';
import { type Layout, readBlank, readInput, readLayout, SCORE_OPTIONS } from '../score-files/score-options';
import { readSymbols, symbolOf } from '../score-files/symbols';
import { sampleOf } from '../score-files/utterance';
import { chartOf } from './chart-spec';
import { explainScores } from './explanation';
import { pageOf } from './page';
import { sentencesOf } from './sentences';

export const explain: Command = {
  name: 'explain',
  summary: 'Shows why one utterance has the loss that it has, as a page of pictures.',
  operand: 'SCORES',
  options: {
    labels: { value: 'A,B,...', help: 'the class numbers that the scores should spell' },
    text: { value: 'TEXT', help: 'instead of --labels: characters, each the symbol of a class (needs --symbols)' },
    ...SCORE_OPTIONS,
    sample: { value: 'N', help: 'which of the samples, from 0 on, of a file with three dimensions' },
    frames: { value: 'N', help: 'how many frames are not padding (default: all)' },
    symbols: { value: 'FILE', help: "the classes' symbols, one a line: names them in the pictures" },
    'frame-shift': { value: 'S', help: 'seconds from one frame to the next: shows seconds instead of frames' },
    html: { value: 'FILE', help: 'where the page goes' },
    svg: { value: 'FILE', help: 'where the pictures alone go' },
  },
  details:
    'SCORES is a .npy file of float32 or float64, [time, classes], or [batch, time, classes], of which --sample says what is\n' +
    'explained. --html, --svg or both say what is written; what the page says in words is printed, too.\n' +
    'docs/explain.md of the package tells what the pictures mean. Needs the npm packages vega and vega-lite.\n' +
    'Exit code 1: the scores or labels are wrong. An utterance whose frames cannot hold its labels is explained.',
  async run(options) {
    const file = options.operand;
    const [input, blank] = [readInput(options), readBlank(options)];
    const pick = { layout: readLayout(options), sample: options.optionalWholeNumber('sample', 0, 2 ** 31 - 1) };
    const frameShift = options.optionalPositiveNumber('frame-shift');
    const most = options.optionalWholeNumber('frames', 0, 2 ** 31 - 1);
    const { html, svg } = outputFiles(options, ['html', 'svg'], [file, options.text('symbols')]);
    if (html === undefined && svg === undefined) throw new UsageError('--html or --svg is missing: say where to write');
    const symbols = await readSymbols(options);
    const labels = readLabels(options, symbols);
    const { time, classes, data } = readSample(file, pick);
    const frames = most ?? time;
    if (frames > time) throw new UsageError(`--frames is ${frames}: ${file} has ${time} frames`);
    if (symbols !== undefined) for (let label = 0; label < classes; label++) symbolOf(symbols, label);
    const names = { symbols, frameShift };
    const scores = data.subarray(0, frames * classes);
    const explanation = inFile(file, () => explainScores({ scores, input, frames, classes, labels, blank }));
    const draw = await loadPlotting();
    const pictures = await draw(chartOf(explanation, names));
    if (svg !== undefined) await writeWhole(svg, pictures);
    const title = pick.sample === undefined ? basename(file) : `${basename(file)}, sample ${pick.sample}`;
    if (html !== undefined) await writeWhole(html, pageOf(title, explanation, names, pictures));
    console.log(sentencesOf(explanation, names).join('\n'));
    return true;
  },
};

function readSample(file: string, { layout, sample }: { layout: Layout; sample: number | undefined }) {
  const array = readNpy(file);
  const { shape } = array;
  if (shape.length === 2) {
    if (sample !== undefined) throw new UsageError(`--sample is ${sample}: ${file} has two dimensions, one sample`);
    return { time: shape[0]!, classes: shape[1]!, data: array.data };
  }
  if (shape.length !== 3)
    throw new Problem(`${file} has ${shape.length} dimensions: expected [time, classes] or three`);
  const [batch, time] = layout === 'BTC' ? [shape[0]!, shape[1]!] : [shape[1]!, shape[0]!];
  if (sample === undefined) throw new UsageError(`--sample is missing: ${file} has ${batch} samples`);
  if (sample >= batch) throw new UsageError(`--sample is ${sample}: ${file} has ${batch} samples, from 0 on`);
  return { time, classes: shape[2]!, data: sampleOf(array, layout, sample) };
}

function readLabels(options: Options, symbols: readonly string[] | undefined): number[] {
  const [numbers, text] = [options.text('labels'), options.text('text')];
  if ((numbers === undefined) === (text === undefined)) {
    throw new UsageError('expected either --labels or --text, the labels that the scores should spell');
  }
  if (numbers !== undefined) {
    if (numbers.trim() === '') return [];
    return numbers.split(',').map((number) => {
      if (/^\s*\d{1,10}\s*$/.test(number)) return Number(number);
      throw new UsageError(`--labels: ${JSON.stringify(number)} is not a class number: expected such as 3,1,20`);
    });
  }
  if (symbols === undefined) throw new UsageError('--text needs --symbols, the symbols of the classes');
  return Array.from(text!, (character) => {
    const label = symbols.indexOf(character);
    if (label >= 0) return label;
    throw new UsageError(`--text: ${JSON.stringify(character)} is none of the symbols in ${options.text('symbols')}`);
  });
}

function inFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof CtcError ? new Problem(`${file}: ${error.message}`) : error;
  }
}
