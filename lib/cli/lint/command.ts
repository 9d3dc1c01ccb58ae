import { dirname, resolve } from 'node:path';
import type { Command } from '../command-line/command';
import { type Options, UsageError } from '../command-line/options';
import { Problem } from '../command-line/problem';
import { type Manifest, openManifest } from '../io/manifest';
import { ProgressLine } from '../io/progress-line';
import { readSymbols } from '../score-files/symbols';
import { type FindingRules, Findings } from './findings';
import { summaryOf } from './summary';
import { type ReadingRules, readLine } from './utterance';

const MOST_CLASSES = 2 ** 24;
const MOST_STRIDE = 2 ** 20;
const STANDARD_INPUT = '-';

export const lint: Command = {
  name: 'lint',
  summary: 'Looks a training manifest over: what cannot be learnt, what is out of range, what is there twice.',
  operand: 'MANIFEST',
  options: {
    stride: { value: 'N', help: 'frames of features to one frame of scores, rounded down (default: 1)' },
    classes: { value: 'N', help: 'how many the network has, the blank among them: labels must be below' },
    blank: { value: 'K', help: 'class of the blank, which no label may be; --blank=-1 is the last (default: 0)' },
    symbols: { value: 'FILE', help: "the classes' symbols, one a line: the characters that a text may have" },
    'frame-shift': { value: 'S', help: 'seconds from one frame of features to the next (default: 0.01)' },
    window: { value: 'S', help: 'seconds that a frame of features looks at, all within the sound (default: 0.025)' },
    'sample-rate': { value: 'HZ', help: 'what audio must have, where its header is read' },
    json: { help: 'print one JSON object' },
  },
  details:
    'A manifest has a JSON object on each line (- reads it from standard input); blank lines count and hold nothing:\n' +
    '  a length:  "frames", or "duration" in seconds, or "audio" (or "audio_filepath"), a WAV file, relative to the manifest\n' +
    '  labels:    "labels", class numbers, or "text", each character of which is a label\n' +
    'Audio is never loaded: its header is read, or only looked for where a length is given.\n' +
    'Twice there is the same audio, or the same "id" where there is no audio, or the same line where there is neither.\n' +
    'Exit code 1: a line is bad, or there is no utterance.',
  async run(options) {
    const manifest = options.operand;
    const [reading, finding] = await readRules(manifest, options);
    const asJson = options.isSet('json');
    const findings = await look(manifest, reading, finding, asJson ? undefined : console.log);
    const report = findings.report();
    console.log(asJson ? JSON.stringify(report, null, 2) : summaryOf(report));
    return report.badLines === 0 && report.utterances > 0;
  },
};

async function readRules(manifest: string, options: Options): Promise<[ReadingRules, FindingRules]> {
  const symbols = await readSymbols(options);
  const classes = options.optionalWholeNumber('classes', 2, MOST_CLASSES) ?? symbols?.length;
  const given = options.wholeNumber('blank', 0, -MOST_CLASSES, MOST_CLASSES);
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
      symbols: symbols && new Set(symbols.filter((_, label) => label !== blank)),
    },
    { manifest, stride: options.wholeNumber('stride', 1, 1, MOST_STRIDE), classes, blank, symbols },
  ];
}

/** @param say told of each problem as it is found */
async function look(
  manifest: string,
  reading: ReadingRules,
  finding: FindingRules,
  say: ((words: string) => void) | undefined,
): Promise<Findings> {
  const { lines, size } = await open(manifest);
  const findings = new Findings(finding);
  const progress = new ProgressLine(size);
  try {
    for await (const { number, bytes, end } of lines) {
      const problems = findings.add(number, readLine(bytes, reading));
      if (say !== undefined && problems.length > 0) {
        progress.clear();
        for (const { message } of problems) say(`line ${number} ${message}`);
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
    return await openManifest(manifest === STANDARD_INPUT ? undefined : manifest);
  } catch (error) {
    throw error instanceof Problem ? new UsageError(error.message) : error;
  }
}
