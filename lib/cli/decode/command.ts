import { CtcError } from '../../check/errors';
import { checkNgramScorer, type NgramScorer } from '../../decode/beam-scorer';
import { type BeamSearchRequest, beamSearchDecodeAsync } from '../../decode/beam-search-decode';
import type { DecodedPath } from '../../decode/decoded-paths';
import { greedyDecodeAsync } from '../../decode/greedy-decode';
import { type NgramModel, readArpaAsync } from '../../decode/ngram-model';
import type { LabelledBatch } from '../../request/options';
import type { Command } from '../command-line/command';
import { type Options, UsageError } from '../command-line/options';
import { Problem } from '../command-line/problem';
import { type Alphabet, checkDelimiter, readAlphabet } from '../score-files/alphabet';
import { runManifest, SCORE_FILE_OPTIONS } from '../score-files/run-manifest';
import { readBlank } from '../score-files/score-options';

const MAX_BEAM_WIDTH = 2 ** 20;
const MAX_CLASSES = 2 ** 31 - 1;
const MODEL_OPTIONS = ['lm-tokens', 'lm-weight', 'lm-bonus', 'lm-unknown'] as const;
/** What the library's messages call the options of this command. */
const OPTION_NAMES: readonly (readonly [name: RegExp, option: string])[] = [
  [/scorer\.symbols\[(\d+)\]/g, 'class $1 of --symbols'],
  [/scorer\.symbols/g, '--symbols'],
  [/\bset (?=tokens|wordDelimiter)/g, 'give '],
  [/\btokens: '(\w+)'/g, '--lm-tokens $1'],
  [/\bwordDelimiter\b:?/g, '--word-delimiter'],
];
const BEAM_OPTIONS = ['top-paths', 'classes-per-frame', 'log-prob-threshold', 'lm'] as const;

export const decode: Command = {
  name: 'decode',
  summary: 'Reads labels from .npy score files: greedily, or by beam search.',
  options: {
    ...SCORE_FILE_OPTIONS,
    'beam-width': { value: 'N', help: 'search with a beam of N label sequences (default: greedy, no beam)' },
    'top-paths': { value: 'N', help: 'number of label sequences to write per sample (default: 1)' },
    'classes-per-frame': { value: 'N', help: 'number of classes per frame that may extend a sequence (default: all)' },
    'log-prob-threshold': { value: 'X', help: 'ignore classes below this log-probability: --log-prob-threshold=-5' },
    lm: { value: 'FILE', help: 'an n-gram model in the ARPA format; needs --beam-width and --symbols' },
    'lm-tokens': { value: 'KIND', help: 'what its tokens are: words or labels (default: words)' },
    'lm-weight': { value: 'X', help: "factor of the model's natural logarithms (default: 0.5)" },
    'lm-bonus': { value: 'X', help: 'score added per token, such as 1.5 or --lm-bonus=-1 (default: 0)' },
    'lm-unknown': {
      value: 'X',
      help: 'penalty of six labels of unknown words; --lm-unknown=-10 or =-Infinity (default: 0)',
    },
  },
  details:
    'Manifest: JSON lines {"scores": "a.npy", "id": "a"}. A file is [time, classes] of float32 or float64, or [batch, time,\n' +
    'classes]; "frames" is the number of frames without padding, an array for a file with three dimensions. Paths are\n' +
    'relative to the manifest.\n' +
    'Output, a line of JSON for each sample: id, scores, labels, timesteps, logProb; with --symbols text, with a space for\n' +
    'each --word-delimiter if it is given; with --lm the score that ranks the paths; with --top-paths above 1, paths\n' +
    '[{labels, timesteps, logProb}], best first.\n' +
    'Exit code 1: some lines failed, with a message on standard error. The others are written.',
  async run(options) {
    const frameShift = options.optionalPositiveNumber('frame-shift');
    const alphabet = await readAlphabet(options, readBlank(options));
    const search = await readSearch(options, alphabet);
    const isOne = options.wholeNumber('top-paths', 1, 1, MAX_BEAM_WIDTH) === 1;
    // JSON has no infinities.
    const finite = (number: number) => (number === Number.NEGATIVE_INFINITY ? null : number);
    const describePath = ({ labels, timesteps, logProb, score }: DecodedPath) => {
      if (Number.isNaN(logProb)) throw new Problem('a frame has no valid probabilities, such as NaN among its scores');
      return {
        labels: [...labels],
        ...(alphabet && { text: alphabet.textOf(labels) }),
        timesteps: [...timesteps],
        ...(frameShift !== undefined && { times: Array.from(timesteps, (frame) => frame * frameShift) }),
        logProb: finite(logProb),
        ...(score !== undefined && { score: finite(score) }),
      };
    };
    return runManifest(options, {
      needsLabels: false,
      alphabet,
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
  alphabet: Alphabet | undefined,
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
  const beamWidth = options.wholeNumber('beam-width', 100, 1, MAX_BEAM_WIDTH);
  const scorer = await readScorer(options, alphabet);
  const beam = {
    beamWidth,
    topPaths: options.wholeNumber('top-paths', 1, 1, beamWidth),
    classesPerFrame: options.wholeNumber('classes-per-frame', MAX_CLASSES, 1, MAX_CLASSES),
    logProbThreshold: options.logOfProbability('log-prob-threshold'),
    scorer,
  };
  return (request) => beamSearchDecodeAsync({ ...request, ...beam });
}

/** The model that --lm names, with its weights. */
async function readScorer(options: Options, alphabet: Alphabet | undefined): Promise<NgramScorer | undefined> {
  const file = options.text('lm');
  if (file === undefined) return undefined;
  if (file === '') throw new UsageError('--lm is "": expected the path of a file');
  if (alphabet === undefined) throw new UsageError('--lm needs --symbols');
  const tokens = options.name('lm-tokens', ['words', 'labels']);
  const weights = {
    weight: options.number('lm-weight', 0.5),
    bonus: options.number('lm-bonus', 0),
    unknown: options.text('lm-unknown') === '-Infinity' ? Number.NEGATIVE_INFINITY : options.number('lm-unknown', 0),
  };
  if (weights.weight < 0) throw new UsageError(`--lm-weight is ${weights.weight}: expected a number from 0`);
  if (weights.unknown > 0) throw new UsageError(`--lm-unknown is ${weights.unknown}: expected a number up to 0`);
  if (tokens === 'words') checkDelimiter(alphabet, options);
  const wordDelimiter = tokens === 'words' ? alphabet.delimiter : undefined;
  const model = await readModel(file);
  const scorer = { model, symbols: alphabet.symbols, tokens, wordDelimiter, ...weights };
  try {
    checkNgramScorer(scorer, alphabet.blank);
  } catch (error) {
    if (!(error instanceof CtcError && error.argument === 'scorer')) throw error;
    const message = OPTION_NAMES.reduce((text, [name, option]) => text.replace(name, option), error.message);
    throw new UsageError(`--lm: ${message}`);
  }
  return scorer;
}

async function readModel(file: string): Promise<NgramModel> {
  try {
    return await readArpaAsync(file);
  } catch (error) {
    throw error instanceof CtcError && error.code === 'ERR_CTC_FILE' ? new Problem(`--lm: ${error.message}`) : error;
  }
}
