import { alignAsync, type LabelSpan } from '../../align/align';
import { formatCtm } from '../../align/format-ctm';
import { labelTimes } from '../../align/label-times';
import { counted } from '../../check/counted';
import type { Command } from '../command-line/command';
import { UsageError } from '../command-line/options';
import { Problem } from '../command-line/problem';
import { readAlphabet } from '../score-files/alphabet';
import { runManifest, SCORE_FILE_OPTIONS } from '../score-files/run-manifest';
import { readBlank } from '../score-files/score-options';

export const align: Command = {
  name: 'align',
  summary: 'Finds the frames of given labels or words in .npy score files.',
  options: {
    ...SCORE_FILE_OPTIONS,
    ctm: { help: 'write CTM instead of JSON, a line per word, or per label without words (needs --frame-shift)' },
  },
  details:
    'Manifest: JSON lines {"scores": "a.npy", "text": "hello", "id": "a"}, or "labels": [3, 1, 20] instead of "text". A file\n' +
    'is [time, classes] of float32 or float64, or [batch, time, classes], with an array of labels or of texts; "frames"\n' +
    'is the number of frames without padding. Paths are relative to the manifest.\n' +
    '"text" needs --symbols: at each place the longest symbol that fits; the --word-delimiter for a space.\n' +
    'Output, a line of JSON for each sample: id, scores, logProb, and spans [{label, start, end, score}], end exclusive; words\n' +
    '[{text, start, end, score}], too, if a symbol is or begins with the word delimiter. A score is a mean log-probability.\n' +
    'Exit code 1: some lines failed, with a message on standard error. The others are written.',
  async run(options) {
    const frameShift = options.optionalPositiveNumber('frame-shift');
    const alphabet = await readAlphabet(options, readBlank(options));
    const isCtm = options.isSet('ctm');
    if (isCtm && frameShift === undefined) throw new UsageError('--ctm needs --frame-shift, the seconds per frame');
    const withTimes = <Part extends { readonly start: number; readonly end: number }>(part: Part) => ({
      ...part,
      ...(frameShift !== undefined && { startTime: part.start * frameShift, endTime: part.end * frameShift }),
    });
    const formatTimes = (recording: string, spans: readonly LabelSpan[]) => {
      if (!alphabet?.hasWords) {
        return formatCtm(recording, labelTimes(spans, { frameShift: frameShift!, symbols: alphabet?.symbols }));
      }
      const words = alphabet.wordsOf(spans).map(({ text, start, end, score }) => ({
        text,
        start: start * frameShift!,
        end: end * frameShift!,
        confidence: Math.exp(score),
      }));
      return formatCtm(recording, words);
    };
    return runManifest(options, {
      needsLabels: true,
      alphabet,
      compute: (request) => alignAsync(request),
      describe({ identity, frames, labels }, { logProb, spans }) {
        if (Number.isNaN(logProb))
          throw new Problem('a frame has no valid probabilities, such as NaN among its scores');
        if (logProb === Number.NEGATIVE_INFINITY) {
          throw new Problem(`its ${counted(frames, 'frame')} cannot spell its ${counted(labels.length, 'label')}`);
        }
        if (isCtm) {
          const name = identity.id ?? identity.scores;
          return formatTimes(identity.sample === undefined ? name : `${name}#${identity.sample}`, spans);
        }
        const described = {
          ...identity,
          logProb,
          spans: spans.map((span) => withTimes({ ...span, ...(alphabet && { text: alphabet.symbols[span.label] }) })),
          ...(alphabet?.hasWords && { words: alphabet.wordsOf(spans).map(withTimes) }),
        };
        return `${JSON.stringify(described)}\n`;
      },
    });
  },
};
