import { type BeamSearchRequest, beamSearchDecodeAsync } from '../beam-search-decode';
import type { DecodedPath } from '../decoded-paths';
import { greedyDecodeAsync } from '../greedy-decode';
import type { LabelledBatch } from '../labelled-batch';
import type { Command } from './command';
import { type Options, UsageError } from './options';
import { Problem } from './problem';
import { runManifest, SCORE_FILE_OPTIONS } from './score-files/run-manifest';
import { readSymbols, symbolOf } from './score-files/symbols';

const WIDEST_BEAM = 2 ** 20;
const MOST_CLASSES = 2 ** 31 - 1;
const BEAM_OPTIONS = ['top-paths', 'classes-per-frame', 'log-prob-threshold'] as const;

export const decode: Command = {
  name: 'decode',
  summary: 'Reads labels from .npy score files: greedily, or with a beam.',
  options: {
    ...SCORE_FILE_OPTIONS,
    'beam-width': { value: 'N', help: 'search with a beam of N label sequences (default: greedy, no beam)' },
    'top-paths': { value: 'N', help: 'how many label sequences to write of each sample (default: 1)' },
    'classes-per-frame': { value: 'N', help: 'how many classes of a frame may extend a sequence (default: all)' },
    'log-prob-threshold': { value: 'X', help: 'a class less probable than --log-prob-threshold=-5 says extends none' },
  },
  details:
    'Manifest: JSON lines {"scores": "a.npy", "id": "a"}. A file is [time, classes] of float32 or float64, or [batch, time,\n' +
    'classes]; "frames", if given, says how many frames count, an array of three dimensions\' samples. Paths are relative to\n' +
    'the manifest.\n' +
    'Output, a line of JSON for each sample: id, scores, labels, timesteps, logProb; with --top-paths above 1, paths\n' +
    '[{labels, timesteps, logProb}], best first.\n' +
    'Exit code 1: some lines were wrong; standard error says which. The others are written.',
  async run(options) {
    const frameShift = options.optionalPositiveNumber('frame-shift');
    const symbols = await readSymbols(options);
    const search = readSearch(options);
    const describePath = ({ labels, timesteps, logProb }: DecodedPath) => {
      if (Number.isNaN(logProb)) throw new Problem('a score is no number');
      return {
        labels: [...labels],
        ...(symbols && { text: Array.from(labels, (label) => symbolOf(symbols, label)).join('') }),
        timesteps: [...timesteps],
        ...(frameShift !== undefined && { times: Array.from(timesteps, (frame) => frame * frameShift) }),
        // JSON has no infinities.
        logProb: logProb === Number.NEGATIVE_INFINITY ? null : logProb,
      };
    };
    return runManifest(options, {
      needsLabels: false,
      compute: ({ labels: _, ...request }: LabelledBatch) => search(request),
      describe({ identity }, paths) {
        const described = paths.map(describePath);
        const isOne = options.wholeNumber('top-paths', 1, 1, WIDEST_BEAM) === 1;
        return `${JSON.stringify({ ...identity, ...(isOne ? described[0] : { paths: described }) })}\n`;
      },
    });
  },
};

function readSearch(options: Options): (request: BeamSearchRequest) => Promise<DecodedPath[][]> {
  if (options.text('beam-width') === undefined) {
    const given = BEAM_OPTIONS.find((name) => options.text(name) !== undefined);
    if (given !== undefined) throw new UsageError(`--${given} needs --beam-width`);
    return async (request) => (await greedyDecodeAsync(request)).map((path) => [path]);
  }
  const beamWidth = options.wholeNumber('beam-width', 100, 1, WIDEST_BEAM);
  const threshold = options.text('log-prob-threshold');
  const beam = {
    beamWidth,
    topPaths: options.wholeNumber('top-paths', 1, 1, beamWidth),
    classesPerFrame: options.wholeNumber('classes-per-frame', MOST_CLASSES, 1, MOST_CLASSES),
    ...(threshold !== undefined && { logProbThreshold: options.number('log-prob-threshold', 0) }),
  };
  return (request) => beamSearchDecodeAsync({ ...request, ...beam });
}
