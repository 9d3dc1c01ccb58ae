import { basename } from 'node:path';
import { CtcError } from '../../errors';
import type { Command } from '../command';
import { readNpy } from '../npy';
import { type Options, UsageError } from '../options';
import { outputFile, writeWhole } from '../output-file';
import { loadPlotting } from '../plotting';
import { Problem } from '../problem';
import { readSymbols, symbolOf } from '../score-files/symbols';
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
    input: { value: 'KIND', help: 'what the scores are: logits, logProbs or probs (default: logits)' },
    frames: { value: 'N', help: 'how many frames are not padding (default: all)' },
    blank: { value: 'N', help: 'class of the blank; --blank=-1 is the last (default: 0)' },
    symbols: { value: 'FILE', help: "the classes' symbols, one a line: names them in the pictures" },
    'frame-shift': { value: 'S', help: 'seconds from one frame to the next: shows seconds instead of frames' },
    html: { value: 'FILE', help: 'where the page goes' },
    svg: { value: 'FILE', help: 'where the pictures alone go' },
  },
  details:
    'SCORES is a .npy file, [time, classes] of float32 or float64. --html, --svg or both say what is written; what the page\n' +
    'says in words is printed, too. docs/explain.md tells what the pictures mean. Needs the npm packages vega and vega-lite.\n' +
    'Exit code 1: the scores or labels are wrong. An utterance whose frames cannot hold its labels is explained.',
  async run(options) {
    const file = options.operand;
    const [input = 'logits'] = options.list('input', ['logits', 'logProbs', 'probs'] as const) ?? [];
    const blank = options.wholeNumber('blank', 0, -(2 ** 31), 2 ** 31 - 1);
    const frameShift = options.text('frame-shift') === undefined ? undefined : options.positiveNumber('frame-shift', 1);
    const most = options.optionalWholeNumber('frames', 0, 2 ** 31 - 1);
    const html = outputFile(options, 'html');
    const svg = outputFile(options, 'svg');
    if (html === undefined && svg === undefined) throw new UsageError('--html or --svg is missing: say where to write');
    const symbols = readSymbols(options);
    const labels = readLabels(options, symbols);
    const draw = await loadPlotting();
    const { shape, data } = readNpy(file);
    if (shape.length !== 2) throw new Problem(`${file} has ${shape.length} dimensions: expected two, [time, classes]`);
    const [time, classes] = shape as [number, number];
    const frames = most ?? time;
    if (frames > time) throw new UsageError(`--frames is ${frames}: ${file} has ${time} frames`);
    if (symbols !== undefined) for (let label = 0; label < classes; label++) symbolOf(symbols, label);
    const names = { symbols, frameShift };
    const scores = data.subarray(0, frames * classes);
    const explanation = inFile(file, () => explainScores({ scores, input, frames, classes, labels, blank }));
    const pictures = await draw(chartOf(explanation, names));
    if (svg !== undefined) writeWhole(svg, pictures);
    if (html !== undefined) writeWhole(html, pageOf(basename(file), explanation, names, pictures));
    console.log(sentencesOf(explanation, names).join('\n'));
    return true;
  },
};

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
