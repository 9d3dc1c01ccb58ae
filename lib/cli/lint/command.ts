import { dirname, resolve } from 'node:path';
import type { Command } from '../command-line/command';
import { type Options, UsageError } from '../command-line/options';
import { Problem } from '../command-line/problem';
import { type Manifest, openManifest } from '../io/manifest';
import { ProgressLine } from '../io/progress-line';
import { readAlphabet, TEXT_OPTIONS } from '../score-files/alphabet';
import { type FindingRules, Findings } from './findings';
import { summaryOf } from './summary';
import { LineReader, type ReadingRules } from './utterance';

const MAX_CLASSES = 2 ** 24;
const MAX_STRIDE = 2 ** 20;
const STANDARD_INPUT = '-';
const EXAMPLE = '{"audio": "a.wav", "text": "hello"}';

export const lint: Command = {
  name: 'lint',
  summary: 'Checks a training manifest: infeasible utterances, labels out of range, duplicates.',
  operand: 'MANIFEST',
  options: {
    stride: { value: 'N', help: 'frames of features per frame of scores, rounded down (default: 1)' },
    classes: { value: 'N', help: 'number of classes, including the blank: labels must be below' },
    blank: { value: 'K', help: 'class of the blank, which no label may be; --blank=-1 is the last (default: 0)' },
    ...TEXT_OPTIONS,
    'frame-shift': { value: 'S', help: 'seconds from one frame of features to the next (default: 0.01)' },
    window: { value: 'S', help: 'seconds that a frame of features covers, all within the sound (default: 0.025)' },
    'sample-rate': { value: 'HZ', help: 'expected sample rate of the audio, in the header of WAV files' },
    json: { help: 'print one JSON object' },
  },
  details:
    'A manifest has a JSON object on each line (- reads standard input); blank lines are skipped but counted:\n' +
    '  length:  "frames", or "duration" in seconds, or "audio" (or "audio_filepath"), a WAV file, relative to the manifest;\n' +
    '           "offset" and "duration", in seconds, cut a segment out of the audio, as in NeMo\'s manifests\n' +
    '  labels:  "labels", class numbers, or "text", spelled with --symbols: at each place the longest symbol that fits,\n' +
    '           and the --word-delimiter for a space; without --symbols each character (code point) is a label\n' +
    'Only the headers of WAV files are read. Other audio must exist, and needs "duration" or "frames".\n' +
    'Duplicates have the same audio and segment, or the same "id" without audio, or are the same line without either.\n' +
    'Exit code 1: a line is bad, or there are no utterances.',
  async run(options) {
    const manifest = options.operand;
    const [reading, finding] = await readRules(manifest, options);
    const asJson = options.isSet('json');
    const findings = await readManifest(manifest, reading, finding, asJson ? undefined : console.log);
    const report = findings.report();
    console.log(asJson ? JSON.stringify(report, null, 2) : summaryOf(report));
    return report.badLines === 0 && report.utterances > 0;
  },
};

async function readRules(manifest: string, options: Options): Promise<[ReadingRules, FindingRules]> {
  const given = options.wholeNumber('blank', 0, -MAX_CLASSES, MAX_CLASSES);
  const alphabet = await readAlphabet(options, given);
  const symbols = alphabet?.symbols;
  const classes = options.optionalWholeNumber('classes', 2, MAX_CLASSES) ?? symbols?.length;
  if (symbols !== undefined && classes !== symbols.length) {
    throw new UsageError(`--classes is ${classes}: --symbols has ${symbols.length} lines, one for each class`);
  }
  if (classes !== undefined && (given >= classes || given < -classes)) {
    throw new UsageError(`--blank is ${given}: expected a class from ${-classes} to ${classes - 1}`);
  }
  if (classes === undefined && given < 0)
    throw new UsageError('--blank counts from the end: expected --classes or --symbols, too');
  const blank = given < 0 ? given + classes! : given;
  return [
    {
      folder: manifest === STANDARD_INPUT ? process.cwd() : dirname(resolve(manifest)),
      frameShift: options.positiveNumber('frame-shift', 0.01),
      window: options.positiveNumber('window', 0.025),
      sampleRate: options.optionalWholeNumber('sample-rate', 1, 2 ** 31),
      classes,
      blank,
      alphabet,
    },
    { manifest, stride: options.wholeNumber('stride', 1, 1, MAX_STRIDE), classes, blank, symbols },
  ];
}

/** @param print called with the problems as they are found */
async function readManifest(
  manifest: string,
  reading: ReadingRules,
  finding: FindingRules,
  print: ((words: string) => void) | undefined,
): Promise<Findings> {
  const { lines, size } = await open(manifest);
  const reader = new LineReader(reading);
  const findings = new Findings(finding);
  const progress = new ProgressLine(size);
  try {
    for await (const { number, bytes, end } of lines) {
      const problems = findings.add(number, reader.read(bytes));
      if (print !== undefined && problems.length > 0) {
        progress.clear();
        for (const { message } of problems) print(`line ${number} ${message}`);
      }
      progress.show(number, end, `, ${findings.badLines} bad`);
    }
  } finally {
    progress.clear();
  }
  return findings;
}

async function open(manifest: string): Promise<Manifest> {
  try {
    return await openManifest(manifest === STANDARD_INPUT ? undefined : manifest, EXAMPLE);
  } catch (error) {
    throw error instanceof Problem ? new UsageError(error.message) : error;
  }
}
