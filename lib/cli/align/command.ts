import { alignAsync } from '../../align/align';
import { formatCtm } from '../../align/format-ctm';
import { labelTimes } from '../../align/label-times';
import { counted } from '../../check/counted';
import type { Command } from '../command-line/command';
import { UsageError } from '../command-line/options';
import { Problem } from '../command-line/problem';
import { runManifest, SCORE_FILE_OPTIONS } from '../score-files/run-manifest';
import { readSymbols, symbolOf } from '../score-files/symbols';

export const align: Command = {
  name: 'align',
  summary: 'Finds where in the frames of .npy score files given labels are.',
  options: {
    ...SCORE_FILE_OPTIONS,
    ctm: { help: 'write CTM lines instead of JSON (needs --frame-shift)' },
  },
  details:
    'Manifest: JSON lines {"scores": "a.npy", "labels": [3, 1, 20], "id": "a"}. A file is [time, classes] of float32 or\n' +
    'float64, or [batch, time, classes], where "labels" is an array for each sample; "frames", if given, says how many frames\n' +
    'count. Paths are relative to the manifest.\n' +
    'Output, a line of JSON for each sample: id, scores, logProb, and spans [{label, start, end, score}], end exclusive.\n' +
    'Exit code 1: some lines were wrong, or cannot be aligned; standard error says which. The others are written.',
  async run(options) {
    const frameShift = options.optionalPositiveNumber('frame-shift');
    const symbols = await readSymbols(options);
    const isCtm = options.isSet('ctm');
    if (isCtm && frameShift === undefined) throw new UsageError('--ctm needs --frame-shift, the seconds of a frame');
    return runManifest(options, {
      needsLabels: true,
      compute: (request) => alignAsync(request),
      describe({ identity, frames, labels }, { logProb, spans }) {
        if (Number.isNaN(logProb)) throw new Problem('a score is no number');
        if (logProb === Number.NEGATIVE_INFINITY) {
          throw new Problem(`its ${counted(frames, 'frame')} cannot spell its ${counted(labels.length, 'label')}`);
        }
        if (isCtm) {
          const name = identity.id ?? identity.scores;
          const recording = identity.sample === undefined ? name : `${name}#${identity.sample}`;
          return formatCtm(recording, labelTimes(spans, { frameShift: frameShift!, symbols }));
        }
        return `${JSON.stringify({
          ...identity,
          logProb,
          spans: spans.map((span) => ({
            ...span,
            ...(symbols && { text: symbolOf(symbols, span.label) }),
            ...(frameShift !== undefined && { startTime: span.start * frameShift, endTime: span.end * frameShift }),
          })),
        })}\n`;
      },
    });
  },
};
