import { CtcError } from '../../check/errors';
import { delimiterMistake, type NgramScorer } from '../../decode/beam-scorer';
import { type BeamSearchRequest, beamSearchDecodeAsync } from '../../decode/beam-search-decode';
import type { DecodedPath } from '../../decode/decoded-paths';
import { greedyDecodeAsync } from '../../decode/greedy-decode';
import { readArpaAsync } from '../../decode/ngram-model';
import type { LabelledBatch } from '../../request/options';
import type { Command } from '../command-line/command';
import { type Options, UsageError } from '../command-line/options';
import { Problem } from '../command-line/problem';
import { runManifest, SCORE_FILE_OPTIONS } from '../score-files/run-manifest';
import { readBlank } from '../score-files/score-options';
import { readSymbols, symbolOf } from '../score-files/symbols';

const WIDEST_BEAM = 2 ** 20;
const MOST_CLASSES = 2 ** 31 - 1;
const MODEL_OPTIONS = ['lm-tokens', 'lm-weight', 'lm-bonus', 'lm-unknown', 'word-delimiter'] as const;
const BEAM_OPTIONS = ['top-paths', 'classes-per-frame', 'log-prob-threshold', 'lm'] as const;

export const decode: Command = {
  name: 'decode',
  summary: 'Reads labels from .npy score files: greedily, or with a beam.',
  options: {
    ...SCORE_FILE_OPTIONS,
    'beam-width': { value: 'N', help: 'search with a beam of N label sequences (default: greedy, no beam)' },
    'top-paths': { value: 'N', help: 'how many label sequences to write of each sample (default: 1)' },
    'classes-per-frame': { value: 'N', help: 'how many classes of a frame may extend a sequence (default: all)' },
    'log-prob-threshold': { value: 'X', help: 'a class less probable than --log-prob-threshold=-5 says extends none' },
    lm: { value: 'FILE', help: 'an n-gram model in the ARPA format; needs --beam-width and --symbols' },
    'lm-tokens': { value: 'KIND', help: 'what its tokens are: words or labels (default: words)' },
    'word-delimiter': { value: 'TEXT', help: 'what comes between words in the symbols (default: a space)' },
    'lm-weight': { value: 'X', help: "factor of the model's natural logarithms (default: 0.5)" },
    'lm-bonus': { value: 'X', help: 'what each token adds, such as 1.5 or --lm-bonus=-1 (default: 0)' },
    'lm-unknown': {
      value: 'X',
      help: 'what each token adds that the model has not got; --lm-unknown=-10 or =-Infinity (default: 0)',
    },
  },
  details:
    'Manifest: JSON lines {"scores": "a.npy", "id": "a"}. A file is [time, classes] of float32 or float64, or [batch, time,\n' +
    'classes]; "frames", if given, says how many frames count, an array of three dimensions\' samples. Paths are relative to\n' +
    'the manifest.\n' +
    'Output, a line of JSON for each sample: id, scores, labels, timesteps, logProb, with --lm also score, by which the\n' +
    'paths are ranked; with --top-paths above 1, paths [{labels, timesteps, logProb}], best first.\n' +
    'Exit code 1: some lines were wrong; standard error says which. The others are written.',
  async run(options) {
    const frameShift = options.optionalPositiveNumber('frame-shift');
    const symbols = await readSymbols(options);
    const search = await readSearch(options, symbols);
    const isOne = options.wholeNumber('top-paths', 1, 1, WIDEST_BEAM) === 1;
    // JSON has no infinities.
    const finite = (number: number) => (number === Number.NEGATIVE_INFINITY ? null : number);
    const describePath = ({ labels, timesteps, logProb, score }: DecodedPath) => {
      if (Number.isNaN(logProb)) throw new Problem('a score is no number');
      return {
        labels: [...labels],
        ...(symbols && { text: Array.from(labels, (label) => symbolOf(symbols, label)).join('') }),
        timesteps: [...timesteps],
        ...(frameShift !== undefined && { times: Array.from(timesteps, (frame) => frame * frameShift) }),
        logProb: finite(logProb),
        ...(score !== undefined && { score: finite(score) }),
      };
    };
    return runManifest(options, {
      needsLabels: false,
      compute: ({ labels: _, ...request }: LabelledBatch) => search(request),
      describe({ identity }, paths) {
        const described = paths.map(describePath);
        return `${JSON.stringify({ ...identity, ...(isOne ? described[0] : { paths: described }) })}\n`;
      },
    });
  },
};

async function readSearch(
  options: Options,
  symbols: readonly string[] | undefined,
): Promise<(request: BeamSearchRequest) => Promise<DecodedPath[][]>> {
  if (options.text('lm') === undefined) {
    const given = MODEL_OPTIONS.find((name) => options.text(name) !== undefined);
    if (given !== undefined) throw new UsageError(`--${given} needs --lm`);
  }
  if (options.text('beam-width') === undefined) {
    const given = BEAM_OPTIONS.find((name) => options.text(name) !== undefined);
    if (given !== undefined) throw new UsageError(`--${given} needs --beam-width`);
    return async (request) => (await greedyDecodeAsync(request)).map((path) => [path]);
  }
  const beamWidth = options.wholeNumber('beam-width', 100, 1, WIDEST_BEAM);
  const scorer = await readScorer(options, symbols);
  const beam = {
    beamWidth,
    topPaths: options.wholeNumber('top-paths', 1, 1, beamWidth),
    classesPerFrame: options.wholeNumber('classes-per-frame', MOST_CLASSES, 1, MOST_CLASSES),
    logProbThreshold: options.logOfProbability('log-prob-threshold'),
    scorer,
  };
  return async (request) => {
    const [, , classes] = request.shape;
    if (scorer !== undefined && scorer.symbols.length !== classes) {
      throw new Problem(`--symbols has ${scorer.symbols.length} lines: expected one for each of ${classes} classes`);
    }
    return beamSearchDecodeAsync({ ...request, ...beam });
  };
}

/** The model that --lm names, with its weights. */
async function readScorer(options: Options, symbols: readonly string[] | undefined): Promise<NgramScorer | undefined> {
  const file = options.text('lm');
  if (file === undefined) return undefined;
  if (file === '') throw new UsageError('--lm is "": expected the path of a file');
  if (symbols === undefined) throw new UsageError('--lm needs --symbols');
  const tokens = options.name('lm-tokens', ['words', 'labels']);
  const weights = {
    weight: options.number('lm-weight', 0.5),
    bonus: options.number('lm-bonus', 0),
    unknown: options.text('lm-unknown') === '-Infinity' ? Number.NEGATIVE_INFINITY : options.number('lm-unknown', 0),
  };
  if (weights.weight < 0) throw new UsageError(`--lm-weight is ${weights.weight}: expected a number from 0`);
  if (weights.unknown > 0) throw new UsageError(`--lm-unknown is ${weights.unknown}: expected a number up to 0`);
  const wordDelimiter = readDelimiter(options, tokens, symbols);
  try {
    return { model: await readArpaAsync(file), symbols, tokens, wordDelimiter, ...weights };
  } catch (error) {
    throw error instanceof CtcError && error.code === 'ERR_CTC_FILE' ? new Problem(`--lm: ${error.message}`) : error;
  }
}

function readDelimiter(options: Options, tokens: 'words' | 'labels', symbols: readonly string[]): string | undefined {
  const given = options.text('word-delimiter');
  if (tokens === 'labels') {
    if (given === undefined) return undefined;
    throw new UsageError('--word-delimiter has no meaning with --lm-tokens labels: each label is a token');
  }
  if (given === '') throw new UsageError('--word-delimiter is "": expected what comes between two words, such as " "');
  const delimiter = given ?? ' ';
  const blank = readBlank(options);
  const mistake = delimiterMistake(symbols, blank < 0 ? blank + symbols.length : blank, delimiter);
  if (mistake === undefined) return delimiter;
  const [file, shown] = [options.text('symbols'), JSON.stringify(delimiter)];
  throw new UsageError(
    mistake === 'nowhere'
      ? `--symbols: ${file} has no line that begins with ${shown}, so that no word could end: say what does with ` +
          '--word-delimiter, or --lm-tokens labels if each label is a token of the model'
      : `--symbols: ${file} has ${JSON.stringify(symbols[mistake])} in line ${mistake + 1}: expected the ` +
          `--word-delimiter ${shown} at its beginning only`,
  );
}
