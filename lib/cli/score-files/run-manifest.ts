import { once } from 'node:events';
import { CtcError } from '../../check/errors';
import { MAX_THREADS } from '../../check/simple-options';
import type { LabelledBatch } from '../../request/options';
import type { OptionSpecs, Options } from '../command-line/options';
import { Problem } from '../command-line/problem';
import { openManifest } from '../io/manifest';
import { ProgressLine } from '../io/progress-line';
import { type Alphabet, TEXT_OPTIONS } from './alphabet';
import { batchesOf, MAX_BATCH_SCORES, requestOf } from './batches';
import { InputCheck } from './input-check';
import { type InputName, readBlank, readInput, readLayout, SCORE_OPTIONS } from './score-options';
import { readUtterances, type Utterance } from './utterance';

/** The options of every command that reads score files. */
export const SCORE_FILE_OPTIONS: OptionSpecs = {
  manifest: { value: 'FILE', help: 'the manifest (default: standard input)' },
  ...SCORE_OPTIONS,
  'frame-shift': { value: 'S', help: 'seconds from one frame to the next: adds times to the output' },
  ...TEXT_OPTIONS,
  batch: { value: 'N', help: 'lines to compute at a time; fewer if their scores are large (default: 32)' },
  threads: { value: 'N', help: 'threads to compute with (default: all)' },
};

const MAX_LINES = 100_000;

/** How a command computes and formats its results. */
export interface Work<Result> {
  readonly needsLabels: boolean;
  readonly alphabet: Alphabet | undefined;
  compute(request: LabelledBatch): Promise<readonly Result[]>;
  /** The output for an utterance: whole lines, or nothing. */
  describe(utterance: Utterance, result: Result): string;
}

/**
 * Reads the manifest a batch of lines at a time, and writes the output of each utterance in the manifest's order. Errors of
 * a line go to standard error, and the other lines are computed.
 *
 * @return whether all lines succeeded
 */
export async function runManifest<Result>(options: Options, work: Work<Result>): Promise<boolean> {
  const manifest = options.text('manifest');
  const input = readInput(options);
  const rules = { manifest, layout: readLayout(options), needsLabels: work.needsLabels, alphabet: work.alphabet };
  const batch = options.wholeNumber('batch', 32, 1, MAX_LINES);
  const common = {
    blank: readBlank(options),
    threads: options.optionalWholeNumber('threads', 1, MAX_THREADS),
  };
  const { lines, size } = await openManifest(manifest, '{"scores": "scores.npy"}');
  const progress = new ProgressLine(size);
  const inputCheck = new InputCheck(input);
  let failed = 0;
  const report = (message: string) => {
    failed++;
    progress.clear();
    console.error(`ctc-native: ${message}`);
  };

  let read = 0;
  let pendingLines = 0;
  let pendingScores = 0;
  let pending: Utterance[] = [];
  const flush = async () => {
    const texts = await compute(pending, input, common, work, report);
    for (const utterance of pending) {
      const text = texts.get(utterance);
      if (text !== undefined && !process.stdout.write(text)) await once(process.stdout, 'drain');
    }
    pendingLines = 0;
    pendingScores = 0;
    pending = [];
  };

  for await (const line of lines) {
    const utterances = orReport(() => readUtterances(line, rules), report);
    for (const utterance of utterances) {
      inputCheck.add(utterance);
      pendingScores += utterance.data.length;
      pending.push(utterance);
    }
    pendingLines++;
    read++;
    if (pendingLines === batch || pendingScores >= MAX_BATCH_SCORES) await flush();
    progress.show(read, line.end, failed > 0 ? `, ${failed} failed` : '');
  }
  await flush();
  progress.clear();
  for (const warning of inputCheck.warnings()) console.error(`ctc-native: warning: ${warning}`);
  return failed === 0;
}

async function compute<Result>(
  utterances: readonly Utterance[],
  input: InputName,
  common: object,
  work: Work<Result>,
  report: (message: string) => void,
): Promise<ReadonlyMap<Utterance, string>> {
  const texts = new Map<Utterance, string>();
  const run = async (batch: readonly Utterance[]) => {
    const results = await work.compute({ ...requestOf(batch, input), ...common });
    for (const [sample, utterance] of batch.entries()) texts.set(utterance, work.describe(utterance, results[sample]!));
  };
  for (const batch of batchesOf(utterances)) {
    if (batch.length > 1 && (await messageOfFailure(() => run(batch))) === undefined) continue;
    // One by one, to find the ones that fail.
    for (const utterance of batch) {
      const message = await messageOfFailure(() => run([utterance]));
      if (message !== undefined) report(`${utterance.place}: ${utterance.identity.scores}: ${message}`);
    }
  }
  return texts;
}

/** Runs a computation that may fail because of the utterances or for lack of memory. */
async function messageOfFailure(run: () => Promise<void>): Promise<string | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    if (error instanceof CtcError || error instanceof Problem) return error.message;
    // The results do not fit into an array or a string.
    if (error instanceof RangeError) return `out of memory: ${error.message}`;
    throw error;
  }
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
