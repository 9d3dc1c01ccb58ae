import { basename } from 'node:path';
import { CtcError } from '../../check/errors';
import type { Command } from '../command-line/command';
import { type Options, UsageError } from '../command-line/options';
import { Problem } from '../command-line/problem';
import { readNpy } from '../io/npy';
import { outputFiles, writeWhole } from '../io/output-file';
import { loadPlotting } from '../io/plotting';
import { type Alphabet, readAlphabet, TEXT_OPTIONS } from '../score-files/alphabet';
import { InputCheck } from '../score-files/input-check';
import { type Layout, readBlank, readInput, readLayout, SCORE_OPTIONS } from '../score-files/score-options';
import { checkSymbolCount } from '../score-files/symbols';
import { sampleOf } from '../score-files/utterance';
import { chartOf } from './chart-spec';
import { explainScores } from './explanation';
import { pageOf } from './page';
import { sentencesOf } from './sentences';

export const explain: Command = {
  name: 'explain',
  summary: 'Explains the loss of one utterance in a page of charts.',
  operand: 'SCORES',
  options: {
    labels: { value: 'A,B,...', help: 'class numbers of the labels' },
    text: { value: 'TEXT', help: 'the labels as text, instead of --labels (needs --symbols)' },
    ...SCORE_OPTIONS,
    sample: { value: 'N', help: 'which sample of a file with three dimensions, from 0' },
    frames: { value: 'N', help: 'number of valid frames; the rest is padding (default: all)' },
    ...TEXT_OPTIONS,
    'frame-shift': { value: 'S', help: 'seconds per frame: shows seconds instead of frames' },
    html: { value: 'FILE', help: 'write the page' },
    svg: { value: 'FILE', help: 'write the charts alone' },
  },
  details:
    'SCORES is a .npy file of float32 or float64, [time, classes], or [batch, time, classes] with --sample. Expects --html,\n' +
    '--svg or both. The summary at the top of the page is also printed. docs/explain.md of the package explains the charts.\n' +
    'Needs the npm packages vega and vega-lite.\n' +
    'Exit code 1: the scores or labels are wrong. An utterance with too few frames for its labels is explained.',
  async run(options) {
    const file = options.operand;
    const [input, blank] = [readInput(options), readBlank(options)];
    const pick = { layout: readLayout(options), sample: options.optionalWholeNumber('sample', 0, 2 ** 31 - 1) };
    const frameShift = options.optionalPositiveNumber('frame-shift');
    const validFrames = options.optionalWholeNumber('frames', 0, 2 ** 31 - 1);
    const { html, svg } = outputFiles(options, ['html', 'svg'], [file, options.text('symbols')]);
    if (html === undefined && svg === undefined)
      throw new UsageError('--html or --svg is missing: expected a file to write');
    const alphabet = await readAlphabet(options, blank);
    const labels = readLabels(options, alphabet);
    const { time, classes, data } = readSample(file, pick);
    const frames = validFrames ?? time;
    if (frames > time) throw new UsageError(`--frames is ${frames}: ${file} has ${time} frames`);
    if (alphabet !== undefined) checkSymbolCount(alphabet.symbols, classes, file);
    const names = { alphabet, frameShift };
    const scores = data.subarray(0, frames * classes);
    const explanation = inFile(file, () => explainScores({ scores, input, frames, classes, labels, blank }));
    const draw = await loadPlotting();
    const charts = await draw(chartOf(explanation, names));
    if (svg !== undefined) await writeWhole(svg, charts);
    const title = pick.sample === undefined ? basename(file) : `${basename(file)}, sample ${pick.sample}`;
    if (html !== undefined) await writeWhole(html, pageOf(title, explanation, names, charts));
    console.log(sentencesOf(explanation, names).join('\n'));
    const inputCheck = new InputCheck(input);
    inputCheck.add({ data, frames, classes });
    for (const warning of inputCheck.warnings()) console.error(`ctc-native: warning: ${warning}`);
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
    throw new Problem(`${file} has ${shape.length} dimensions: expected [time, classes] or [batch, time, classes]`);
  const [batch, time] = layout === 'BTC' ? [shape[0]!, shape[1]!] : [shape[1]!, shape[0]!];
  if (sample === undefined) throw new UsageError(`--sample is missing: ${file} has ${batch} samples`);
  if (sample >= batch) throw new UsageError(`--sample is ${sample}: ${file} has ${batch} samples, counted from 0`);
  return { time, classes: shape[2]!, data: sampleOf(array, layout, sample) };
}

function readLabels(options: Options, alphabet: Alphabet | undefined): number[] {
  const [numbers, text] = [options.text('labels'), options.text('text')];
  if ((numbers === undefined) === (text === undefined)) {
    throw new UsageError('expected either --labels or --text, the labels of the utterance');
  }
  if (text !== undefined) return spell(text, alphabet);
  if (numbers!.trim() === '') return [];
  return numbers!.split(',').map((number) => {
    if (/^\s*\d{1,10}\s*$/.test(number)) return Number(number);
    throw new UsageError(
      `--labels: ${JSON.stringify(number)} is not a class number: expected class numbers such as 3,1,20`,
    );
  });
}

function spell(text: string, alphabet: Alphabet | undefined): number[] {
  if (alphabet === undefined) throw new UsageError('--text needs --symbols, the symbols of the classes');
  try {
    return alphabet.spell(text);
  } catch (error) {
    throw error instanceof Problem ? new UsageError(`--text: ${error.message}`) : error;
  }
}

function inFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof CtcError ? new Problem(`${file}: ${error.message}`) : error;
  }
}
