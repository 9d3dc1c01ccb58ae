import { once } from 'node:events';
import { CtcError } from '../../check/errors';
import { MOST_THREADS } from '../../check/simple-options';
import type { LabelledBatch } from '../../request/options';
import type { OptionSpecs, Options } from '../command-line/options';
import { Problem } from '../command-line/problem';
import { type ManifestLine, openManifest } from '../io/manifest';
import { ProgressLine } from '../io/progress-line';
import { batchesOf } from './batches';
import { type InputName, readBlank, readInput, readLayout, SCORE_OPTIONS } from './score-options';
import { readUtterances, type Utterance } from './utterance';

/** The options of every command that reads score files. */
export const SCORE_FILE_OPTIONS: OptionSpecs = {
  manifest: { value: 'FILE', help: 'the manifest (default: standard input)' },
  ...SCORE_OPTIONS,
  'frame-shift': { value: 'S', help: 'seconds from one frame to the next: adds times to the output' },
  symbols: { value: 'FILE', help: "the classes' symbols, one a line: adds text to the output" },
  batch: { value: 'N', help: 'how many lines are read and computed at a time (default: 32)' },
  threads: { value: 'N', help: 'threads to compute with (default: all)' },
};

const MOST_LINES = 100_000;

/** What a command does with the scores. */
export interface Work<Result> {
  readonly needsLabels: boolean;
  compute(request: LabelledBatch): Promise<readonly Result[]>;
  /** What is written of an utterance: whole lines, or nothing. */
  describe(utterance: Utterance, result: Result): string;
}

interface Answer {
  readonly utterance: Utterance;
  readonly text: string;
}

/**
 * Reads the manifest line by line, a batch at a time, and writes what becomes of each utterance, in the manifest's order.
 * What is wrong with a line goes to standard error, and the others are done all the same.
 *
 * @return whether all lines were right
 */
export async function runManifest<Result>(options: Options, work: Work<Result>): Promise<boolean> {
  const manifest = options.text('manifest');
  const input = readInput(options);
  const layout = readLayout(options);
  const batch = options.wholeNumber('batch', 32, 1, MOST_LINES);
  const common = {
    blank: readBlank(options),
    threads: options.optionalWholeNumber('threads', 1, MOST_THREADS),
  };
  const { lines: all, size } = await openManifest(manifest);
  const progress = new ProgressLine(size);
  let read = 0;
  let failed = 0;
  const report = (message: string) => {
    failed++;
    progress.clear();
    console.error(`ctc-native: ${message}`);
  };

  const runChunk = async (lines: readonly ManifestLine[]) => {
    const utterances = lines.flatMap((line) =>
      orReport(() => readUtterances(line, { manifest, layout, needsLabels: work.needsLabels }), report),
    );
    const texts = await compute(utterances, input, common, work, report);
    for (const utterance of utterances) {
      const text = texts.get(utterance);
      if (text === undefined) continue;
      if (!process.stdout.write(text)) await once(process.stdout, 'drain');
    }
    read += lines.length;
    progress.show(read, lines.at(-1)?.end ?? size, failed > 0 ? `, ${failed} failed` : '');
  };

  let lines: ManifestLine[] = [];
  for await (const line of all) {
    lines.push(line);
    if (lines.length < batch) continue;
    await runChunk(lines);
    lines = [];
  }
  await runChunk(lines);
  progress.clear();
  return failed === 0;
}

async function compute<Result>(
  utterances: readonly Utterance[],
  input: InputName,
  common: object,
  work: Work<Result>,
  report: (message: string) => void,
): Promise<ReadonlyMap<Utterance, string>> {
  const answers: Answer[] = [];
  const take = async (some: readonly Utterance[]) => {
    for (const { utterances: group, request } of batchesOf(some, input)) {
      const results = await work.compute({ ...request, ...common });
      for (const [sample, utterance] of group.entries()) {
        answers.push({ utterance, text: work.describe(utterance, results[sample]!) });
      }
    }
  };
  for (const { utterances: group } of batchesOf(utterances, input)) {
    const before = answers.length;
    try {
      await take(group);
    } catch (error) {
      if (!(error instanceof CtcError || error instanceof Problem)) throw error;
      answers.length = before;
      // One of them is wrong: each by itself shows which.
      for (const utterance of group) {
        try {
          await take([utterance]);
        } catch (itsError) {
          if (!(itsError instanceof CtcError || itsError instanceof Problem)) throw itsError;
          report(`${utterance.place}: ${utterance.identity.scores}: ${itsError.message}`);
        }
      }
    }
  }
  return new Map(answers.map(({ utterance, text }) => [utterance, text]));
}

function orReport<T>(read: () => T[], report: (message: string) => void): T[] {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    report(error.message);
    return [];
  }
}
